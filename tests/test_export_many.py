"""Many drinks that change at once on a real server, ten thousand in a campaign."""

import time
from itertools import islice, pairwise

import pytest

from campaign import figure, repeats
from coffee_machines import Coffee2900
from coffee_machines.client import Client2900
from coffee_machines.wire_2900.rate_limit import RateLimit
from test_export_2900 import connected, products, statuses

pytestmark = pytest.mark.campaign

DRINKS = repeats(500, 10_000)
PAGES = DRINKS // 100  # jobs that these are, at 100 in each
REQUESTS, SECONDS = 300, 1  # that the machine takes in as many seconds
SAMPLE = 500  # changes by a client that does nothing else


@pytest.fixture
def odoo(served):
    return served


def moments_of_jobs(odoo):
    """Return when the exports were enqueued, and when the first of them began."""
    exports = [("name", "like", "export")]
    fields = ["date_created", "date_started"]
    jobs = odoo.call("queue.job", "search_read", exports, fields)
    created = sorted(job["date_created"] for job in jobs)
    return created, min(job["date_started"] for job in jobs)


def seconds_alone(machine):
    """Return what as many changes take a client that does nothing else."""
    machine.rate_limit, client = None, Client2900(machine)
    started = time.monotonic()
    for drink_id in islice(machine.drinks, SAMPLE):
        body, headers = {"available": True}, {"If-Match": "*"}
        answer = client("PUT", f"/drinks/{drink_id}", json=body, headers=headers)
        answer.raise_for_status()
    client.close()
    return (time.monotonic() - started) * DRINKS / SAMPLE


def waits(machine):
    """Return the seconds from each 429 of a change to the change after it.

    A cron may import meanwhile: another flow, which minds its own answers.
    """
    changes = [each for each in list(machine.requests) if each.method == "PUT"]
    return [
        after.at - before.at
        for before, after in pairwise(changes)
        if before.status == 429
    ]


def test_given_many_changed_at_once_then_one_job_after_the_other(odoo):
    with (
        Coffee2900(seed=5, brews=0, drinks=DRINKS, cards=0) as machine,
    ):
        backend = connected(odoo, machine)
        changed = products(odoo, backend)
        machine.rate_limit = RateLimit(REQUESTS, SECONDS)

        started = time.monotonic()
        odoo.call("product.product", "write", changed, {"list_price": 4.2})
        written = time.monotonic()
        odoo.wait_for_jobs()
        done = time.monotonic()

        refused = waits(machine)
        allowed = DRINKS / REQUESTS * SECONDS
        created, first_started = moments_of_jobs(odoo)
        assert {drink.price for drink in machine.drinks.values()} == {420}
        assert statuses(machine).count(200) == DRINKS
        # one job at first; each makes the next, and a refusal makes one more
        assert created[1] >= first_started
        assert PAGES <= len(created) <= PAGES + len(refused)
        # no storm: after each refusal the machine is left alone, as it asked for
        assert len(refused) <= DRINKS / 100
        assert all(wait >= 1 for wait in refused), refused
        assert odoo.jobs(("state", "!=", "done")) == []
        alone = seconds_alone(machine)
        figure(
            f"{DRINKS} drinks changed at once: {len(created)} jobs,"
            f" {len(refused)} requests refused, the write {written - started:.1f} s,"
            f" then {done - written:.1f} s until the machine had all of it:"
            f" {(done - written) / allowed:.2f} of what its rate limit takes,"
            f" {(done - written) / alone:.2f} of what a client takes that does"
            " nothing else and has no limit"
        )
        # in proportion, for computers differ; a minute where nobody else works
        assert done - written < 2 * allowed + 10 * alone
