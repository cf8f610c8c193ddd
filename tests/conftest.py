"""Settings and fixtures for every test of the project."""

import os

import pytest
from hypothesis import settings

import real_odoo
from provision.instance import Instance

# The same examples every time: what fails in CI fails here. No deadline, for the
# machines that run this differ in speed; no database, for the checkout may be
# read-only.
settings.register_profile("project", derandomize=True, deadline=None, database=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def instance() -> Instance:
    """Return the series of Odoo under test."""
    return Instance.described(os.environ["COFFEE_INSTANCE"])


@pytest.fixture
def odoo(instance):
    """Give a database with our addons, whose server a test starts and stops."""
    with real_odoo.database_of(instance, "real") as real:
        yield real
