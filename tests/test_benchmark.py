"""Figures of an import: statements and time as ratios within one run.

They are printed at the end of the run; a campaign takes ten times the rows.
"""

import time

import pytest

from odoo.addons.connector_coffee_2900.tests.common import Coffee2900Case

from campaign import figure, repeats

ROWS = repeats(2_000, 20_000)
PAGE = 1000  # rows


@pytest.mark.campaign
class TestBenchmarkImport(Coffee2900Case):
    machine_options = {"seed": 7, "brews": ROWS, "drinks": 12, "cards": 40}
    rows = ROWS

    def measure(self, work):
        """Return the statements, the seconds and the result of some work."""
        self.env.flush_all()
        statements, started = self.env.cr.sql_log_count, time.monotonic()
        result = work()
        self.env.flush_all()
        seconds = time.monotonic() - started
        return self.env.cr.sql_log_count - statements, seconds, result

    def create_by_orm(self):
        """Create as many brews with the ORM alone, 1000 at a time."""
        brews = self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])
        fields = {name for name, field in brews._fields.items() if field.store}
        fields -= {"id", "create_uid", "create_date", "write_uid", "write_date"}
        values = brews.read(sorted(fields), load=None)
        for row in values:
            del row["id"]
        brews.unlink()
        self.env.invalidate_all()

        def create():
            for start in range(0, self.rows, 1000):
                self.env["coffee.brew"].create(values[start : start + 1000])
                self.env.invalidate_all()

        return self.measure(create)

    def test_given_many_brews_then_few_statements_and_jobs(self):
        statements, seconds, jobs = self.measure(
            lambda: self.import_flow("coffee.brew")
        )
        self.backend._flow_of("coffee.brew").position = False
        again, again_seconds, _jobs = self.measure(
            lambda: self.import_flow("coffee.brew")
        )
        orm, orm_seconds, _none = self.create_by_orm()
        figure(
            f"{self.rows} brews in {jobs} jobs:"
            f" {statements / self.rows:.3f} statements a row on first import,"
            f" {again / self.rows:.3f} when nothing changed,"
            f" {orm / self.rows:.3f} by the ORM alone;"
            f" time of first import {seconds / orm_seconds:.2f}, unchanged"
            f" {again_seconds / orm_seconds:.2f} of the ORM's multi-create"
            f" ({self.rows / orm_seconds:.0f} rows/s)"
        )
        self.assertEqual(jobs, self.rows // PAGE)
        self.assertLess(statements / self.rows, 0.2)
        self.assertLess(again / self.rows, 0.02)

    def test_given_half_of_the_rows_bad_then_checkpoints_cost_less_than_rows(
        self,
    ):
        for brew in self.machine.brews[: self.rows // 2]:
            brew.duration = "long"
        self.env.cr.execute(
            "ALTER TABLE coffee_brew ADD CONSTRAINT not_now CHECK (duration != 4242)"
        )
        for brew in self.machine.brews[-self.rows // 100 :]:
            brew.duration = 4242  # only the database refuses this: bisected

        statements, seconds, _jobs = self.measure(
            lambda: self.import_flow("coffee.brew")
        )
        checkpoints = self.env["coffee.checkpoint"].search(
            [("key", "=like", "row:%:duration")]
        )
        values = [
            {"backend_id": self.backend.id, "message": row.message, "key": row.key}
            for row in checkpoints
        ]
        checkpoints.unlink()
        alone, alone_seconds, _added = self.measure(
            lambda: self.env["coffee.checkpoint"]._add(self.backend, values)
        )

        figure(
            f"{len(values)} checkpoints among {self.rows} brews:"
            f" {alone / len(values):.3f} statements each, {alone_seconds / seconds:.2f}"
            f" of the time of the import, {statements / self.rows:.3f} statements a row"
        )
        self.assertEqual(len(values), self.rows // 2)
        self.assertLess(alone, statements)
