"""A machine with a wrong password: it says so, costs little, and recovers."""

import pytest

from coffee_machines import Coffee2900
from provision.console import Failure

REFUSED = "Fields User and Password: the machine refuses them"
RUN_CRONS = """
for flow in env["coffee.flow"]._labels():
    env["coffee.flow"]._cron_import(flow)
"""
# what fails within the second of the save is tried again: it may be from before
SAVED_BEFORE = """
env.cr.execute(
    "UPDATE coffee_backend SET corrected_at = corrected_at - interval '1 second'"
)
"""
AN_HOUR_AGO = """
env.cr.execute(
    "UPDATE coffee_sync SET finished_at = finished_at - interval '61 minutes'"
)
"""


@pytest.fixture
def odoo(served):
    return served


def read(odoo, backend):
    names = ["state", "error"]
    return odoo.call("coffee.backend", "read", [backend], names)[0]


def failed(odoo):
    return len(odoo.jobs(("state", "=", "failed")))


def mails(odoo):
    """Return how many messages the failures of jobs made."""
    domain = [("model", "=", "queue.job"), ("body", "like", "bad happened")]
    return odoo.call("mail.message", "search_count", domain)


@pytest.fixture
def machine():
    with Coffee2900(seed=5, brews=5, endless=True) as machine:
        yield machine


def connected(odoo, machine):
    """Connect a machine that can reach Odoo and import it; return its id."""
    odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.server.url)
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    odoo.call("coffee.backend", "action_register_webhook", [backend])
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()
    return backend


def test_given_wrong_password_when_button_then_misconfigured_until_saved(odoo, machine):
    backend = odoo.connect(machine, password="wrong")

    with pytest.raises(Failure, match=REFUSED):
        odoo.call("coffee.backend", "action_test_connection", [backend])

    found = read(odoo, backend)
    assert found["state"] == "misconfigured"
    assert REFUSED in found["error"]
    odoo.call("coffee.backend", "write", [backend], {"password": machine.password})
    found = read(odoo, backend)
    assert (found["state"], found["error"]) == ("never_contacted", False)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    assert read(odoo, backend)["state"] == "ready"


def test_given_wrong_password_then_jobs_fail_once_until_it_is_right(odoo, machine):
    backend = connected(odoo, machine)
    odoo.call("coffee.backend", "write", [backend], {"password": "wrong"})
    odoo.shell(SAVED_BEFORE + RUN_CRONS)
    odoo.wait_for_jobs()
    assert failed(odoo) == 4

    # all of this is known already
    odoo.shell(RUN_CRONS)
    for _coffee in range(3):
        machine.pour("0")
    machine.webhook.drain()
    odoo.wait_for_jobs()

    assert failed(odoo) == 4
    statuses = [delivery.status for delivery in machine.webhook.deliveries]
    assert set(statuses[-3:]) == {204}
    found = read(odoo, backend)
    assert found["state"] == "misconfigured"
    assert REFUSED in found["error"]
    told = mails(odoo)
    assert told == 4

    # an hour later it is tried, in case that somebody has changed the machine
    odoo.shell(AN_HOUR_AGO + RUN_CRONS)
    odoo.wait_for_jobs()
    assert failed(odoo) == 8
    assert mails(odoo) == told

    odoo.call("coffee.backend", "write", [backend], {"password": machine.password})
    assert read(odoo, backend) == {"id": backend, "state": "ready", "error": False}
    odoo.shell(RUN_CRONS)
    odoo.wait_for_jobs()
    assert read(odoo, backend)["state"] == "ready"
    assert failed(odoo) == 0
    over = odoo.call(
        "queue.job", "search_read", [("state", "=", "cancelled")], ["result"]
    )
    assert len(over) == 8
    assert all("later" in job["result"] for job in over)
    domain = [("backend_id", "=", backend)]
    assert odoo.call("coffee.brew", "search_count", domain) == len(machine.brews)


def test_given_machine_changed_its_mind_then_first_success_ends_it(odoo, machine):
    backend = connected(odoo, machine)
    machine.tokens.password = "another"
    machine.tokens.expire()
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()
    assert read(odoo, backend)["state"] == "misconfigured"

    machine.tokens.password = machine.password
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()

    assert read(odoo, backend) == {"id": backend, "state": "ready", "error": False}
    assert failed(odoo) == 0


def test_given_address_without_scheme_when_button_then_told_what_one_is(odoo, machine):
    backend = odoo.connect(machine, location="127.0.0.1:8080")

    with pytest.raises(Failure, match="Location.*such as http://192.0.2.7:8080"):
        odoo.call("coffee.backend", "action_test_connection", [backend])

    assert read(odoo, backend)["state"] == "misconfigured"
