"""Settings, fixtures and figures for every test of the project."""

import psutil
import pytest
from hypothesis import settings

from odoo.tests import common

import campaign
import real_odoo
from browser import browser
from provision.instance import Instance

FIGURE = "figure"
SHARED = set()  # ids of processes that more than one test needs

# The same examples every time: what fails in CI fails here. No deadline, for the
# machines that run this differ in speed; no database, for the checkout may be
# read-only.
settings.register_profile("project", derandomize=True, deadline=None, database=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def instance() -> Instance:
    """Return the series of Odoo under test."""
    return Instance.current()


@pytest.fixture
def odoo(instance):
    """Give a database with our addons, whose server a test starts and stops."""
    with real_odoo.database_of(instance, "real") as real:
        yield real


@pytest.fixture(scope="session", autouse=True)
def shared_stay():
    """Hide what tests share from Odoo's own test classes.

    On newer series each class ends, when it is over, whatever process it finds.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        if hasattr(common, "psutil"):
            monkeypatch.setattr(common, "psutil", Processes)
        yield


class Processes:
    """What Odoo's tests use of psutil."""

    wait_procs = staticmethod(psutil.wait_procs)

    class Process(psutil.Process):
        def children(self, recursive=False):
            found = super().children(recursive=recursive)
            return [child for child in found if child.pid not in SHARED]


@pytest.fixture(scope="session")
def shared_odoo(instance):
    """Give a database whose server runs as long as the tests do."""
    with real_odoo.database_of(instance, "shared") as real, real.serving():
        SHARED.add(real.server.process.pid)
        yield real


@pytest.fixture
def served(shared_odoo):
    """Give a server to a test that neither stops nor sets it up.

    What the test leaves is taken away: machines and all that belongs to them, jobs.
    """
    yield shared_odoo
    shared_odoo.forget()


@pytest.fixture(scope="session")
def shared_browser():
    """Run a browser as long as the tests do."""
    with browser() as running:
        SHARED.add(running.process.pid)
        yield running


@pytest.fixture
def page(shared_browser):
    """Give a page of a browser, where nobody is logged in."""
    with shared_browser.page() as page:
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Attach to a test the figures that it gives; they reach us from each worker."""
    campaign.figures.clear()
    try:
        return (yield)
    finally:
        item.user_properties += [(FIGURE, text) for text in campaign.figures]


def pytest_terminal_summary(terminalreporter):
    """Print all figures."""
    found = [
        (report.nodeid.rpartition("/")[2], text)
        for kind in ("passed", "failed")
        for report in terminalreporter.getreports(kind)
        for name, text in report.user_properties
        if name == FIGURE
    ]
    if found:
        terminalreporter.section("figures")
    for test, text in found:
        terminalreporter.write_line(f"{test}: {text}")
