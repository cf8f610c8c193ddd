"""Jobs and people who write the same row at the same time: nobody is stuck."""

import time

import committed
from coffee_machines import Coffee2900, Fault

PATIENCE = 20  # seconds until a job runs
READING = 3  # seconds that the machine takes for its answer
PUT_OFF = 15  # seconds; a job that lost a conflict is tried again after 5


def wait_for(condition, seconds):
    """Wait until a condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_given_person_reviews_fault_that_an_import_closes_then_job_is_tried_again(
    served,
):
    said_before = len(served.server.log.read_text())
    with Coffee2900(seed=5, brews=5) as machine:
        backend = served.connect(machine)
        machine.raise_alert("door", "error", "Door open")
        served.call("coffee.backend", "action_test_connection", [backend])
        served.call("coffee.backend", "action_import_now", [backend])
        served.wait_for_jobs()
        domain = [("backend_id", "=", backend), ("key", "=", "alert:door")]
        (fault,) = served.call("coffee.checkpoint", "search", domain)
        machine.clear_alert("door")
        machine.faults.add(Fault("delay", path="/alerts", seconds=READING))
        asked = len(machine.requests)

        served.call("coffee.backend", "action_import_now", [backend])
        wait_for(
            lambda: any(
                "/alerts" in request.path for request in list(machine.requests)[asked:]
            ),
            PATIENCE,
        )
        # the job has begun: it does not see this, so it may not write the same row
        served.call("coffee.checkpoint", "action_review", [fault])
        served.wait_for_jobs(PUT_OFF)

        fields = ["state", "reviewed_by_id"]
        (found,) = served.call("coffee.checkpoint", "read", [fault], fields)
        assert found["state"] == "reviewed"
        assert found["reviewed_by_id"], "the job has written over it"
        assert served.jobs(("state", "!=", "done")) == []
        log = served.server.log.read_text()[said_before:]
        assert "could not serialize access" in log
        assert "InFailedSqlTransaction" not in log


def test_given_two_jobs_with_the_same_news_then_both_end(instance):
    with Coffee2900(seed=5, brews=5) as machine:
        with committed.database_of(instance, "conflict") as odoo:
            backend_id = odoo.connect(machine)
            with odoo.env() as env:
                env["coffee.backend"].browse(backend_id)._set_state("unreachable")

            with odoo.env() as first, odoo.env() as second:
                # both have seen the machine as it was
                ours = first["coffee.backend"].browse(backend_id)
                theirs = second["coffee.backend"].browse(backend_id)
                assert {ours.state, theirs.state} == {"unreachable"}
                ours._note_contact()
                theirs._note_contact()
                first.cr.commit()
                theirs._note_contact()
                second.cr.commit()

            with odoo.env() as env:
                assert env["coffee.backend"].browse(backend_id).state == "ready"
