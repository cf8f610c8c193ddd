# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from .common import Coffee2900Case


class TestOverview(Coffee2900Case):
    def import_all(self):
        self.backend.action_test_connection()
        for flow in self.env["coffee.flow"]._labels():
            self.import_flow(flow)

    def test_given_brews_of_today_and_before_when_overview_then_today_counted(self):
        self.import_all()
        brews = self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])
        brews.write({"started_at": "2026-01-01 23:59:59", "result": "poured"})
        brews[:4].write({"started_at": "2026-01-02 00:00:00", "quantity": 2})
        brews[:1].write({"result": "failed"})
        self.env.invalidate_all()

        with freeze_time("2026-01-02 09:00:00"):
            machine = self.backend.with_context(tz="UTC")
            number = machine.brews_today
            action = machine.action_open_brews_today()

        self.assertEqual(number, 6)
        found = self.env["coffee.brew"].search(action["domain"])
        self.assertEqual(found, brews[1:4] & found)
        self.assertEqual(len(found), 3)

    def test_given_clocks_changed_this_night_when_overview_then_whole_day_counted(self):
        self.import_all()
        brews = self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])
        brews.write({"started_at": "2026-03-28 22:59:59", "result": "poured"})
        # midnight in Berlin, where it is summer by now
        brews[:3].write({"started_at": "2026-03-28 23:00:00", "quantity": 1})
        self.env.invalidate_all()

        with freeze_time("2026-03-29 09:00:00"):
            number = self.backend.with_context(tz="Europe/Berlin").brews_today

        self.assertEqual(number, 3)

    def test_given_run_of_a_flow_that_is_gone_when_overview_then_still_shown(self):
        run = self.env["coffee.sync"].create(
            {"backend_id": self.backend.id, "flow": "coffee.brew"}
        )
        self.env.cr.execute(
            "UPDATE coffee_sync SET flow = 'coffee.gone' WHERE id = %s", [run.id]
        )
        self.env.invalidate_all()

        (bar,) = self.backend.running
        self.assertEqual(bar["label"], "coffee.gone")

    def test_given_levels_when_overview_then_what_is_low_comes_first(self):
        self.import_all()
        milk = self.env["coffee.consumable"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "milk")]
        )
        milk.level = milk.minimum
        self.env.invalidate_all()

        first = self.backend.levels[0]

        self.assertEqual((first["label"], first["low"]), (milk.name, True))
        self.assertEqual(first["percent"], round(milk.percent))
        self.assertFalse(any(level["low"] for level in self.backend.levels[1:]))

    def test_given_flow_not_read_for_long_when_overview_then_named_as_late(self):
        self.import_all()
        self.assertFalse(self.backend.late_flow)
        cursor = self.backend._flow_of("coffee.brew")
        cursor.last_success = fields.Datetime.now() - timedelta(hours=1)
        self.env.invalidate_all()

        self.assertEqual(self.backend.late_flow, "Brews")
        drinks = self.backend._flow_of("coffee.product.product")
        self.assertGreaterEqual(self.backend.last_success, drinks.last_success)

    def test_given_failed_run_when_next_succeeds_then_card_forgets_it(self):
        self.import_all()
        values = {"backend_id": self.backend.id, "flow": "coffee.brew"}
        self.env["coffee.sync"].create({**values, "state": "failed"})
        self.assertEqual(self.backend.failed_flows, "Brews")

        self.import_flow("coffee.brew")
        self.env.invalidate_all()

        self.assertFalse(self.backend.failed_flows)

    def test_given_failed_run_when_settings_are_saved_then_trouble_is_over(self):
        self.import_all()
        values = {"backend_id": self.backend.id, "flow": "coffee.brew"}
        before = fields.Datetime.now() - timedelta(minutes=1)
        run = self.env["coffee.sync"].create(
            {**values, "state": "failed", "finished_at": before}
        )
        self.backend.corrected_at = before - timedelta(minutes=1)
        self.assertEqual(self.backend.failed_flows, "Brews")

        self.backend.password = self.machine.password
        self.env.invalidate_all()
        corrected = self.backend.failed_flows
        run.finished_at = fields.Datetime.now() + timedelta(minutes=1)
        self.env.invalidate_all()

        self.assertFalse(corrected)
        self.assertEqual(self.backend.failed_flows, "Brews")

    def test_given_many_machines_when_overview_then_no_more_queries(self):
        self.import_all()
        names = ["brews_today", "levels", "checkpoint_count", "running"]
        names += ["last_success", "failed_flows"]
        one = self.count_queries(self.backend, names)
        machines = self.backend
        for number in range(9):
            other = self.create_backend(version="2900", name=f"Kitchen {number}")
            self.env["coffee.consumable"].create(
                {"backend_id": other.id, "coffee_id": "milk", "name": "Milk"}
            )
            machines += other

        ten = self.count_queries(machines, names)

        self.assertLessEqual(ten, one)

    def test_given_person_who_may_pour_when_overview_then_same_figures(self):
        self.import_all()
        groups = "base.group_user,connector_coffee.coffee_group_user"
        person = new_test_user(self.env, "ada-lovelace", groups=groups)
        names = ["brews_today", "levels", "last_success", "failed_flows", "running"]
        view = self.env.ref("connector_coffee.coffee_backend_view_kanban")

        (seen,) = self.backend.with_user(person).read(names)
        arch = self.backend.with_user(person).get_view(view.id)["arch"]

        self.assertEqual([seen], self.backend.read(names))
        self.assertEqual(len(seen["levels"]), 4)
        self.assertIn("action_pour", arch)
        self.assertNotIn("action_import_now", arch)
        self.assertNotIn("action_open_checkpoints", arch)

    def count_queries(self, backends, names):
        """Return how many statements it takes to read fields of machines."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        backends.read(names)
        return self.env.cr.sql_log_count - before
