"""A machine that is switched off: shown, tried again, and in nobody's way."""

import time

import pytest

from coffee_machines import Coffee1900, Coffee2900


@pytest.fixture
def odoo(served):
    return served


NOBODY = "http://127.0.0.1:9"


def state_of(odoo, backend):
    (found,) = odoo.call("coffee.backend", "read", [backend], ["state", "brew_count"])
    return found["state"], found["brew_count"]


def wait_for(condition, seconds):
    """Wait until a condition holds; return whether it came to hold."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.2)
    return condition()


def test_given_dead_machine_then_unreachable_until_it_answers_and_no_other_waits(odoo):
    with (
        Coffee1900(seed=1, brews=300, drinks=5) as alive,
        Coffee2900(seed=2, brews=300, drinks=5) as dead,
    ):
        backends = [odoo.connect(alive), odoo.connect(dead)]
        odoo.call("coffee.backend", "action_test_connection", [backends[0]])
        odoo.call("coffee.backend", "action_test_connection", [backends[1]])
        dead.stop()

        odoo.call("coffee.backend", "action_import_now", backends)

        assert wait_for(lambda: state_of(odoo, backends[0]) == ("ready", 300), 20)
        assert wait_for(lambda: state_of(odoo, backends[1])[0] == "unreachable", 20)
        assert odoo.jobs(("state", "=", "pending"), ("eta", "!=", False))

        dead.start()
        odoo.wait_for_jobs()
        assert state_of(odoo, backends[1]) == ("ready", 300)
        assert odoo.jobs(("state", "=", "failed")) == []


def test_given_wrong_address_when_corrected_then_its_jobs_try_again_at_once(odoo):
    with Coffee2900(seed=2, brews=300, drinks=5) as machine:
        backend = odoo.connect(machine)
        odoo.call("coffee.backend", "action_test_connection", [backend])
        odoo.call("coffee.backend", "write", [backend], {"location": NOBODY})
        odoo.call("coffee.backend", "action_import_now", [backend])
        assert wait_for(lambda: state_of(odoo, backend)[0] == "unreachable", 20)
        put_off = [("state", "=", "pending"), ("eta", "!=", False)]
        assert wait_for(lambda: len(odoo.jobs(*put_off)) == 4, 20)
        (found,) = odoo.call("coffee.backend", "read", [backend], ["error"])
        assert found["error"].startswith(f"No answer from {NOBODY}/")

        location = {"location": machine.location}
        odoo.call("coffee.backend", "write", [backend], location)

        assert state_of(odoo, backend)[0] == "ready"
        assert odoo.jobs(*put_off) == []
        odoo.wait_for_jobs()
        assert state_of(odoo, backend) == ("ready", 300)
