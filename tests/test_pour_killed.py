"""A worker that is killed while it pours: never two coffees, and no false word.

The workers are processes of this test, forked with the registry loaded and ended
with SIGKILL; `test_pour_server_killed.py` kills whole servers.
"""

import os
import random
import signal
import time

import pytest

from odoo import sql_db

from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError

import committed
from campaign import figure, repeats
from coffee_machines import Coffee1900, Coffee2900
from pouring import (
    PATIENCE,
    count_orders,
    let_finish,
    place,
    pour,
    strike,
    wait_until,
)

pytestmark = pytest.mark.campaign

RUNS = repeats(3, 200)  # of each case
HELD = 0.04  # seconds that a machine holds an order
WHOLE = 0.04  # seconds that a worker takes for an order that nobody holds


def before(machine, moments, past):
    """Wait a moment in which the worker has mostly not sent yet."""
    time.sleep(moments.uniform(0, WHOLE / 3))


def within_not_poured(machine, moments, past):
    """Wait until the machine has the request, and does nothing yet."""
    wait_until(lambda: count_orders(machine) > past["orders"])


def within_poured(machine, moments, past):
    """Wait until the coffee is poured, and the answer is held back."""
    wait_until(lambda: len(machine.poured) > past["poured"])


def after(machine, moments, past):
    """Wait until the answer has left; maybe the worker has written it down."""
    within_poured(machine, moments, past)
    time.sleep(moments.uniform(0, WHOLE / 3))


def anywhen(machine, moments, past):
    time.sleep(moments.uniform(0, WHOLE))


# name: (when to kill, what the machine does meanwhile)
CASES = {
    "before the request": (before, []),
    "within it, not poured": (within_not_poured, [{"kind": "delay"}]),
    "within it, poured": (within_poured, [{"kind": "hang"}]),
    "after it": (after, []),
    "at any moment": (anywhen, []),
}


@pytest.fixture(scope="module")
def odoo(instance):
    with committed.database_of(instance, "killed") as odoo:
        yield odoo


@pytest.fixture(scope="module", params=[Coffee1900, Coffee2900])
def machine(request, odoo):
    with request.param(seed=6, brews=20, endless=True) as machine:
        machine.server.when_busy = None
        machine.backend_id = odoo.connect(machine)
        yield machine


def start_worker(odoo, order_id):
    """Pour in a process of its own; return its id."""
    # connections must not be shared: the worker opens its own
    sql_db.close_db(odoo.registry.db_name)
    worker = os.fork()
    if worker:
        return worker
    try:
        pour(odoo, order_id)
    finally:
        os._exit(0)


def kill(worker):
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def recover(odoo, order_id):
    """Find out about an order, as soon as the lock of the dead worker is gone.

    :return: its state before, and in the end
    """
    until = time.monotonic() + PATIENCE
    with odoo.env() as env:
        left = env["coffee.order"].browse(order_id).state
    while time.monotonic() < until:
        try:
            state = pour(odoo, order_id)
        except CoffeeRetryableError:
            state = "sending"
        if state != "sending":
            return left, state
    raise AssertionError("the order does not get settled")


@pytest.mark.parametrize("case", CASES)
def test_given_worker_killed_many_times_then_never_twice(odoo, machine, case):
    wait, faults = CASES[case]
    moments, seen = random.Random(case), {}
    for _run in range(RUNS):
        past = {"poured": len(machine.poured), "orders": count_orders(machine)}
        order_id = place(odoo, machine)
        strike(machine, [{**fault, "seconds": HELD} for fault in faults])

        worker = start_worker(odoo, order_id)
        try:
            wait(machine, moments, past)
        finally:
            kill(worker)
        machine.faults.clear()
        left, state = recover(odoo, order_id)

        let_finish(machine)
        poured = len(machine.poured) - past["poured"]
        assert poured <= 1
        assert state in ("poured", "unknown")
        assert state == "unknown" or poured == 1
        assert state == "poured" or machine.version == "1900"
        seen[left, state, poured] = seen.get((left, state, poured), 0) + 1
    for (left, state, poured), times in sorted(seen.items()):
        figure(f"{times} of {RUNS} left {left}, became {state}, coffees {poured}")
