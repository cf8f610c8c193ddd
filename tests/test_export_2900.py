"""Exports by a real Odoo server and its job runner, in transactions that commit."""

import time

import pytest

from coffee_machines import Coffee2900, Fault
from coffee_machines.wire_2900.rate_limit import RateLimit

DRINKS = "coffee.product.product"


@pytest.fixture
def odoo(served):
    return served


def connected(odoo, machine):
    """Connect a machine and import its menu; return the id of its backend."""
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()
    machine.requests.clear()
    return backend


def products(odoo, backend):
    domain = [("backend_id", "=", backend)]
    found = odoo.call(DRINKS, "search_read", domain, ["odoo_id"])
    return [drink["odoo_id"][0] for drink in found]


def statuses(machine):
    """Return what the machine answered to changes."""
    found = list(machine.requests)
    return [request.status for request in found if request.method == "PUT"]


def test_given_many_changed_when_rate_limited_then_all_arrive_without_storm(odoo):
    with Coffee2900(seed=5, brews=0, drinks=60, cards=0) as machine:
        backend = connected(odoo, machine)
        machine.rate_limit = RateLimit(20, seconds=2)

        values = {"list_price": 4.2}
        odoo.call("product.product", "write", products(odoo, backend), values)
        odoo.wait_for_jobs()

        assert {drink.price for drink in machine.drinks.values()} == {420}
        assert statuses(machine).count(200) == 60
        assert statuses(machine).count(429) <= 6
        assert odoo.jobs(("state", "!=", "done")) == []


def test_given_edits_while_jobs_run_then_machine_has_the_last_of_them(odoo):
    with Coffee2900(seed=5, brews=0, drinks=20, cards=0) as machine:
        backend = connected(odoo, machine)
        changed = products(odoo, backend)

        for price in range(1, 16):
            values = {"list_price": price}
            odoo.call("product.product", "write", changed, values)
        odoo.wait_for_jobs()

        waiting = [("to_export", "!=", False)]
        assert odoo.call(DRINKS, "search_count", waiting) == 0
        assert {drink.price for drink in machine.drinks.values()} == {1500}
        assert odoo.jobs(("state", "!=", "done")) == []
        checkpoints = odoo.call("coffee.checkpoint", "search_count", [])
        assert checkpoints == 0, "Odoo was in conflict with itself"


def test_given_answer_lost_when_edited_again_before_retry_then_no_conflict(odoo):
    with Coffee2900(seed=5, brews=0, drinks=2, cards=0) as machine:
        backend = connected(odoo, machine)
        edited = products(odoo, backend)[:1]
        machine.faults.add(Fault("drop_answer", method="PUT"))

        odoo.call("product.product", "write", edited, {"list_price": 1.9})
        until = time.monotonic() + 60
        while not odoo.jobs(("state", "=", "pending"), ("eta", "!=", False)):
            assert time.monotonic() < until
            time.sleep(0.1)
        taken = [drink.price for drink in machine.drinks.values()]
        odoo.call("product.product", "write", edited, {"list_price": 2.1})
        odoo.wait_for_jobs()

        assert 190 in taken
        assert 210 in [drink.price for drink in machine.drinks.values()]
        checkpoints = odoo.call("coffee.checkpoint", "search_count", [])
        assert checkpoints == 0, "Odoo was in conflict with itself"


SLOW_EDIT = """
import time
from odoo import api
from psycopg2.errors import SerializationFailure

def job_is_done():
    with env.registry.cursor() as cr:
        cr.execute("SELECT state FROM queue_job WHERE name LIKE '%export%'")
        return {{state for state, in cr.fetchall()}} == {{"done"}}

def edit_slowly():
    with env.registry.cursor() as slow:
        # this transaction sees the job waiting, for as long as it takes
        slow_env = api.Environment(slow, env.uid, {{}})
        slow.execute(
            "SELECT count(*) FROM queue_job"
            " WHERE state != 'done' AND name LIKE '%export%'"
        )
        seen.append(slow.fetchone()[0])
        until = time.monotonic() + 60
        while not job_is_done() and time.monotonic() < until:
            time.sleep(0.1)
        slow_env["product.product"].browse({edited}).list_price = 2

seen = []
env["product.product"].browse({first}).list_price = 1
env.cr.commit()
try:
    edit_slowly()
except SerializationFailure:
    # Odoo tries the request of a person again
    edit_slowly()
result = [seen[0], job_is_done()]
"""


@pytest.mark.parametrize("same", [False, True])
def test_given_job_ran_during_a_slow_edit_then_edit_is_exported_all_the_same(
    odoo, same
):
    with Coffee2900(seed=5, brews=0, drinks=2, cards=0) as machine:
        backend = connected(odoo, machine)
        first, second = products(odoo, backend)
        edited = first if same else second
        seen, _done = odoo.shell(SLOW_EDIT.format(first=first, edited=edited))
        odoo.wait_for_jobs()

        prices = {drink.price for drink in machine.drinks.values()}
        assert seen == 1, "the job was too quick for the slow edit to see it wait"
        assert 200 in prices
        assert (100 in prices) != same
