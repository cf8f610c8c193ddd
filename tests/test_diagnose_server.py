"""Diagnose on real servers, each broken in its own way."""

import time

import pytest

import real_odoo
from coffee_machines import Coffee2900, Fault

RUNNER = 30  # seconds until the job runner of a server has begun
STUCK = 300  # seconds that a machine keeps a job
# a job that nobody holds counts as lost after ten seconds
AGO = """
env.cr.execute(
    "UPDATE queue_job SET date_started = date_started - interval '{}'"
    " WHERE state = 'started'"
)
"""


@pytest.fixture
def machine():
    with Coffee2900(seed=3, brews=10, endless=True) as machine:
        yield machine


def connect(odoo, machine):
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    return backend


def checks(odoo, backend):
    """Press Diagnose; return level and texts of each check."""
    action = odoo.call("coffee.backend", "action_diagnose", [backend])
    fields = ["name", "level", "answer", "remedy"]
    domain = [("diagnosis_id", "=", action["res_id"])]
    found = odoo.call("coffee.diagnosis.check", "search_read", domain, fields)
    return {
        check["name"]: (check["level"], f"{check['answer']} {check['remedy'] or ''}")
        for check in found
    }


def wait_for_check(odoo, backend, name, level, seconds=RUNNER):
    """Diagnose until a check has a level; return all checks."""
    until = time.monotonic() + seconds
    while (found := checks(odoo, backend))[name][0] != level:
        assert time.monotonic() < until, found
        time.sleep(0.5)
    return found


def test_given_all_is_well_then_green_until_machine_stops(served, machine):
    backend = connect(served, machine)
    served.call("coffee.backend", "action_import_now", [backend])
    served.wait_for_jobs()

    found = wait_for_check(served, backend, "Job runner", "good")

    assert {level for level, _text in found.values()} == {"good"}, found
    machine.stop()
    found = checks(served, backend)
    assert found["Machine"][0] == "bad"
    assert found["Clock"][0] == "unknown"
    machine.start()


def test_given_no_queue_job_server_wide_then_red_unless_other_server_has_it(
    odoo, instance, machine
):
    without = {"server_wide_modules": "base,web"}
    with odoo.serving(**without):
        backend = connect(odoo, machine)

        found = checks(odoo, backend)

        level, text = found["Server-wide module"]
        assert level == "bad"
        assert "base,web,queue_job" in text
        assert found["Job runner"][0] == "bad"

        other = real_odoo.RealOdoo(instance, odoo.name)
        with other.serving():
            found = wait_for_check(odoo, backend, "Job runner", "good")
            level, text = found["Server-wide module"]
            assert level == "good"
            assert "another one" in text


def test_given_server_killed_with_job_then_red_until_runner_takes_it_up(odoo, machine):
    with odoo.serving():
        backend = connect(odoo, machine)
        machine.faults.add(Fault("delay", path="/brews", seconds=STUCK, times=1))
        odoo.call("coffee.backend", "action_import_now", [backend])
        until = time.monotonic() + RUNNER
        while not odoo.jobs(("state", "=", "started"), ("name", "like", "brews")):
            assert time.monotonic() < until
            time.sleep(0.2)
        odoo.shell(AGO.format("12 seconds"))
        level, text = checks(odoo, backend)["Started jobs"]
        assert level == "good"
        assert "1 running" in text
        odoo.shell(AGO.format("1 hour"))
        level, text = checks(odoo, backend)["Started jobs"]
        assert level == "attention"
        assert "1 running, the longest for 1 hour" in text
        odoo.kill()

    with odoo.serving(channels="root:0"):
        found = checks(odoo, backend)
        assert found["Server-wide module"][0] == "good"
        level, text = found["Job runner"]
        assert level == "bad"
        assert "capacity 0" in text
        level, text = found["Started jobs"]
        assert level == "bad"
        assert "nobody works on them" in text
        assert "brews" in text

    with odoo.serving():
        wait_for_check(odoo, backend, "Job runner", "good")
        odoo.wait_for_jobs()
        found = checks(odoo, backend)
        assert {level for level, _text in found.values()} == {"good"}, found
