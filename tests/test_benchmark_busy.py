"""What the busy watch costs on a table of a million jobs.

See the plans with `setup/test tests/test_benchmark_busy.py -s`.
"""

import re
import time

from odoo.addons.connector_coffee.tests.common import CoffeeCase

JOBS = 1_000_000
BUFFERS = r"Buffers: shared hit=(\d+)(?: read=(\d+))?"
FEW_PAGES = 100  # of 8 KiB; the table has tens of thousands
STATES = {
    # state: so many jobs of a million
    "done": 700_000,
    "pending": 250_000,
    "failed": 49_990,
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
        """Print a plan; it uses an index and touches a few pages, not the table.

        With few started jobs PostgreSQL may prefer the index of the state and sort
        what it finds, which is as cheap; so the test does not name the index.
        """
        started = time.monotonic()
        seconds, name = measure()
        elapsed = 1000 * (time.monotonic() - started)
        plan = self.plan(query)
        print(f"\n{title}, {JOBS} jobs, {elapsed:.1f} ms: {name} {seconds} s\n{plan}")
        pages = sum(map(int, re.search(BUFFERS, plan).groups("0")))
        self.assertIn("Index Scan using queue_job", plan)
        self.assertNotIn("Seq Scan", plan)
        self.assertLess(pages, FEW_PAGES)

    def test_given_million_jobs_when_oldest_due_then_one_row_of_an_index(self):
        jobs = self.env["queue.job"]

        self.check(
            "Oldest due job",
            jobs._query_oldest_due(),
            jobs._oldest_due,
        )

        self.assertEqual(jobs._oldest_due()[1], "Job 249999")

    def test_given_million_jobs_when_longest_started_then_one_row_of_an_index(self):
        jobs = self.env["queue.job"]

        self.check(
            "Longest running job",
            jobs._query_longest_started(),
            jobs._longest_started,
        )

        self.assertEqual(jobs._longest_started()[1], "Job 10")
