"""Nothing lost, nothing doubled: with two workers at once, and killed at any moment."""

import itertools
import random
import threading
import time

import pytest

from campaign import figure, repeats
from coffee_machines import Coffee2900, Fault

pytestmark = pytest.mark.campaign

BREWS = "coffee.brew"
KILLS = repeats(1, 20)
ROUNDS = repeats(4, 40)  # of two people who press Import Now
MOST_ROUNDS = 40
WAITS = ("result", "ilike", "Another job is working")  # for the lock of a flow


def ids_in_odoo(odoo, backend):
    """Return the ids of all brews that Odoo has, in their order."""
    domain = [("backend_id", "=", backend)]
    found = odoo.call(BREWS, "search_read", domain, ["coffee_id"])
    return sorted(brew["coffee_id"] for brew in found)


def ids_on(machine):
    return sorted(brew.id for brew in machine.brews)


def brew_pages(machine):
    """Return how many pages of brews the machine has given."""
    return sum("/brews" in request.target for request in list(machine.requests))


def test_given_same_flow_twice_at_once_many_times_then_no_double_no_failed_job(
    served,
):
    with Coffee2900(seed=3, brews=2000, endless=True) as machine:
        backend = served.connect(machine)
        served.call("coffee.backend", "action_test_connection", [backend])
        machine.faults.add(Fault("delay", path="/brews", seconds=0.1, times=None))

        def press_import():
            for _time in range(4):
                served.call("coffee.backend", "action_import_now", [backend])
                time.sleep(0.05)

        met = 0
        for number in itertools.count():
            # two jobs meet by chance: go on until some have
            if number >= ROUNDS and (met or number >= MOST_ROUNDS):
                break
            for _brew in range(20):
                machine.pour("0")
            people = [threading.Thread(target=press_import) for _person in range(2)]
            for person in people:
                person.start()
            while any(person.is_alive() for person in people):
                met += len(served.jobs(("state", "=", "pending"), WAITS))
        served.wait_for_jobs()

        assert ids_in_odoo(served, backend) == ids_on(machine)
        assert served.jobs(("state", "!=", "done")) == []
        assert met, "no two jobs met: nothing was shown"
        figure(f"{number} rounds, two jobs met {met} times, 0 doubled, 0 lost")


def test_given_server_killed_many_times_within_a_page_then_counts_are_equal(odoo):
    moments = random.Random(2900)
    with Coffee2900(seed=4, brews=3_000 * (KILLS + 1)) as machine:
        backend = None
        for _kill in range(KILLS):
            with odoo.serving():
                backend = backend or odoo.connect(machine)
                # the runner takes up dead jobs after a minute; a person is quicker
                odoo.call("coffee.backend", "action_import_now", [backend])
                kill_within_a_page(odoo, machine, moments)
        with odoo.serving():
            # nobody presses anything now: what was cut off last, the runner finds
            before = len(ids_in_odoo(odoo, backend))
            odoo.wait_for_jobs(180)

            assert before < len(machine.brews), "all was there before the last start"
            assert ids_in_odoo(odoo, backend) == ids_on(machine)
            assert odoo.jobs(("state", "=", "failed")) == []
            assert max(job["retry"] for job in odoo.jobs()) > 0
            figure(f"{KILLS} kills, {len(machine.brews)} brews, 0 doubled, 0 lost")


def kill_within_a_page(odoo, machine, moments):
    """Kill the server a moment after it has asked for one more page of brews."""
    # a job that was only enqueued when its server died is found after a minute
    seen, until = brew_pages(machine), time.monotonic() + 150
    while brew_pages(machine) == seen:
        assert time.monotonic() < until, "the import does not go on"
        time.sleep(0.005)
    time.sleep(moments.uniform(0, 0.25))
    odoo.kill()
