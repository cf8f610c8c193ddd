"""Never two coffees for one order, and never a wrong word about it.

Each case runs 200 times against a machine that fails in its way, with real
transactions. The worker that dies is in `test_pour_killed.py`.
"""

import threading
import time

import pytest

from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError

import committed
from machines import Coffee1900, Coffee2900, Fault

RUNS = 200
TIMEOUT = 0.05  # seconds; the machines are on this computer
LATE = 0.1  # seconds after the order was settled, in which a late coffee comes

# name: (faults of one run, what a 1900 and a 2900 know in the end)
UNCLEAR = {"1900": {"unknown"}, "2900": {"poured"}}
CLEAR = {"1900": {"refused"}, "2900": {"refused"}}
GOOD = {"1900": {"poured"}, "2900": {"poured"}}
CASES = {
    "nothing goes wrong": ([], GOOD),
    # the repeat of a 2900 may find it back
    "nobody listens any more": ([{"kind": "refuse"}], UNCLEAR),
    "reset before the body is read": ([{"kind": "drop"}], UNCLEAR),
    "reset instead of the answer": ([{"kind": "drop_answer"}], UNCLEAR),
    "reset within the head": ([{"kind": "tear"}], UNCLEAR),
    "an answer of garbage": ([{"kind": "garble"}], GOOD),
    "half of the body": ([{"kind": "cut"}], UNCLEAR),
    "it times out and pours anyway": (
        [{"kind": "hang", "seconds": LATE}],
        UNCLEAR,
    ),
    "it pours late": ([{"kind": "delay", "seconds": LATE}], UNCLEAR),
    "a gateway fails": ([{"kind": "status", "status": 502}], UNCLEAR),
    "busy": ([{"kind": "status", "status": 503}], CLEAR),
    "no answer, then busy": (
        [{"kind": "drop_answer"}, {"kind": "status", "status": 503, "after": 1}],
        UNCLEAR,
    ),
    "no answer, three times": (
        [{"kind": "drop_answer", "times": 3}],
        UNCLEAR,
    ),
}


@pytest.fixture(scope="module")
def odoo(instance):
    with committed.database_of(instance, "pour") as odoo:
        yield odoo


@pytest.fixture(scope="module", params=[Coffee1900, Coffee2900])
def machine(request, odoo):
    with request.param(seed=5, brews=20, endless=True) as machine:
        # a client that has given up must not keep the next one waiting
        machine.server.when_busy = None
        machine.backend_id = odoo.connect(machine)
        yield machine


def strike(machine, faults):
    """Let faults hit the orders, and nothing else, of a machine."""
    machine.faults.clear()
    for fault in faults:
        path = "/pot|/brews"
        method = "BREW" if machine.version == "1900" else "POST"
        machine.faults.add(Fault(**fault, method=method, path=path))


def place(odoo, machine):
    """Place an order for the first drink of a machine; return its id."""
    with odoo.env() as env:
        drink = env["coffee.product.product"].search(
            [("backend_id", "=", machine.backend_id)], limit=1
        )
        return env["coffee.order"]._place(drink).id


def pour(odoo, order_id):
    """Send an order, as a person's button and the cron do; return its state."""
    with odoo.env(coffee_pour_timeout=TIMEOUT) as env:
        return env["coffee.order"].browse(order_id)._pour()[0]


def settle(odoo, order_id):
    """Send an order until its state is final."""
    for _attempt in range(10):
        state = pour(odoo, order_id)
        if state != "sending":
            return state
    raise AssertionError("the order does not get settled")


@pytest.mark.parametrize("case", CASES)
def test_given_fault_when_poured_200_times_then_never_twice(odoo, machine, case):
    faults, expected = CASES[case]
    states = set()
    for _run in range(RUNS):
        before = len(machine.poured)
        strike(machine, faults)
        order_id = place(odoo, machine)

        state = settle(odoo, order_id)

        time.sleep(max([LATE if "seconds" in fault else 0 for fault in faults] + [0]))
        poured = len(machine.poured) - before
        assert poured <= 1
        assert state == "unknown" or poured == (state == "poured")
        states.add(state)
    machine.faults.clear()
    print(f"\n{machine.version}, {case}: {RUNS} runs, {sorted(states)}")
    assert states == expected[machine.version]


def test_given_two_workers_at_once_then_one_sends(odoo, machine):
    for _run in range(RUNS):
        before = len(machine.poured)
        order_id = place(odoo, machine)
        workers = [
            threading.Thread(target=try_to_pour, args=(odoo, order_id))
            for _worker in range(2)
        ]

        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert settle(odoo, order_id) == "poured"
        assert len(machine.poured) - before == 1


def try_to_pour(odoo, order_id):
    """Pour as one of several workers, who may find that another one is at it."""
    try:
        pour(odoo, order_id)
    except CoffeeRetryableError:
        pass
