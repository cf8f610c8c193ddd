# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields

from odoo.addons.connector_coffee import const

from .common import Coffee2900Case


class TestRetention(Coffee2900Case):
    def keep(self, **days):
        for setting, value in days.items():
            self.env["ir.config_parameter"].set_param(
                f"connector_coffee.keep_{setting}", value
            )

    def ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    def run_of(self, days, state="done"):
        values = {"backend_id": self.backend.id, "flow": "coffee.brew", "state": state}
        ended = self.ago(days)
        return self.env["coffee.sync"].create(
            {**values, "started_at": ended, "finished_at": ended}
        )

    def clean_up(self):
        self.env["coffee.retention"]._gc_old()
        self.env.flush_all()

    def test_given_runs_when_cleaned_up_then_old_ones_that_ended_are_removed(self):
        self.keep(sync=30)
        old, failed = self.run_of(31), self.run_of(31, "failed")
        running, young = self.run_of(31, "running"), self.run_of(29)

        self.clean_up()

        self.assertFalse((old + failed).exists())
        self.assertEqual((running + young).exists(), running + young)

    def test_given_last_run_of_a_flow_when_cleaned_up_then_it_stays(self):
        self.keep(sync=30)
        before, last = self.run_of(50), self.run_of(40, "failed")
        self.backend.corrected_at = False
        # a run that fails before its first page is not that of the flow
        self.backend._flow_of("coffee.brew").sync_id = before

        self.clean_up()

        self.assertFalse(before.exists())
        self.assertTrue(last.exists())
        self.assertEqual(self.backend.failed_flows, "Brews")

    def test_given_zero_when_cleaned_up_then_everything_stays(self):
        self.keep(sync=0)
        old = self.run_of(4000)

        self.clean_up()

        self.assertTrue(old.exists())

    def test_given_checkpoints_when_cleaned_up_then_what_waits_stays(self):
        self.keep(checkpoint=30)
        waiting = self.backend.add_checkpoint(message="The door is open")
        waiting.last_seen = self.ago(400)
        reviewed = self.backend.add_checkpoint(message="The tank is empty")
        reviewed.action_review()
        recent = self.backend.add_checkpoint(message="The cup is stuck")
        recent.action_review()
        reviewed.reviewed_at = self.ago(31)

        self.clean_up()

        self.assertFalse(reviewed.exists())
        self.assertEqual((waiting + recent).exists(), waiting + recent)

    def test_given_orders_when_cleaned_up_then_only_settled_ones_are_removed(self):
        self.keep(order=30)
        self.import_flow("coffee.product.product")
        drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )
        states = ("draft", "sending", "poured", "refused", "unknown")
        old, young = (
            self.env["coffee.order"].create(
                [
                    {
                        "drink_id": drink.id,
                        "state": state,
                        "settled_at": self.ago(days),
                    }
                    for state in states
                ]
            )
            for days in (31, 29)
        )

        self.clean_up()

        self.assertEqual(old.exists().mapped("state"), ["draft", "sending", "unknown"])
        self.assertEqual(young.exists(), young)

    def test_given_more_than_a_batch_when_cleaned_up_then_oldest_go_and_rest_soon(self):
        self.keep(sync=30)
        oldest = [self.run_of(100 + number) for number in range(3)]
        self.run_of(1)
        self.patch(const, "REMOVAL_SIZE", 2)
        triggers = self.env["ir.cron.trigger"]
        vacuum = self.env.ref("base.autovacuum_job")
        before = triggers.search_count([("cron_id", "=", vacuum.id)])

        self.clean_up()

        self.assertEqual([bool(run.exists()) for run in oldest], [True, False, False])
        after = triggers.search_count([("cron_id", "=", vacuum.id)])
        self.assertEqual(after, before + 1)

    def test_given_all_is_removed_when_cleaned_up_then_not_again_soon(self):
        self.keep(sync=30)
        self.run_of(100)
        self.run_of(1)
        triggers = self.env["ir.cron.trigger"].search_count([])

        self.clean_up()

        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers)
