"""What the busy watch costs on a table of many jobs: a million in a campaign."""

import re
import time

import pytest

from odoo.addons.connector_coffee.tests.common import CoffeeCase

from campaign import figure, repeats

JOBS = repeats(50_000, 1_000_000)
BUFFERS = r"Buffers: shared hit=(\d+)(?: read=(\d+))?"
FEW_PAGES = 100  # of 8 KiB; the table has thousands
STATES = {
    "done": JOBS * 7 // 10,
    "pending": JOBS // 4,
    "failed": JOBS // 20 - 10,
    "started": 10,
}
GENERATE = """
    INSERT INTO queue_job (uuid, name, state, date_created, date_started, eta)
    SELECT %(state)s || '-' || n, 'Job ' || n, %(state)s,
           now() - n * interval '1 second',
           CASE WHEN %(state)s != 'pending' THEN now() - n * interval '1 second' END,
           CASE WHEN n %% 10 = 0 THEN now() + n * interval '1 second' END
    FROM generate_series(1, %(count)s) AS n
"""


@pytest.mark.campaign
class TestBenchmarkBusy(CoffeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("SET LOCAL synchronous_commit = off")
        for state, count in STATES.items():
            cls.env.cr.execute(GENERATE, {"state": state, "count": count})
        cls.env.cr.execute("ANALYZE queue_job")

    def plan(self, query):
        """Run a query and return its plan, with what it really did."""
        self.env.cr.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}")
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def check(self, title, query, measure):
        """Look at a plan: it uses an index and touches a few pages, not the table.

        With few started jobs PostgreSQL may prefer the index of the state and sort
        what it finds, which is as cheap; so the test does not name the index.
        """
        started = time.monotonic()
        seconds, name = measure()
        elapsed = 1000 * (time.monotonic() - started)
        plan = self.plan(query)
        figure(f"{title}, {JOBS} jobs, {elapsed:.1f} ms: {name} {seconds} s\n{plan}")
        pages = sum(map(int, re.search(BUFFERS, plan).groups("0")))
        self.assertIn("Index Scan using queue_job", plan)
        self.assertNotIn("Seq Scan", plan)
        self.assertLess(pages, FEW_PAGES)

    def test_given_many_jobs_when_oldest_due_then_one_row_of_an_index(self):
        jobs = self.env["queue.job"]

        self.check(
            "Oldest due job",
            jobs._query_oldest_due(),
            jobs._oldest_due,
        )

        oldest = JOBS // 4 - 1  # each tenth is put off
        self.assertEqual(jobs._oldest_due()[1], f"Job {oldest}")

    def test_given_many_jobs_when_longest_started_then_one_row_of_an_index(self):
        jobs = self.env["queue.job"]

        self.check(
            "Longest running job",
            jobs._query_longest_started(),
            jobs._longest_started,
        )

        self.assertEqual(jobs._longest_started()[1], "Job 10")
