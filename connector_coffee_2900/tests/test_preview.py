# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from coffee_machines import Fault

from .common import Coffee2900Case


class TestPreview(Coffee2900Case):
    machine_options = {"seed": 7, "brews": 1200, "drinks": 5, "cards": 6}

    def setUp(self):
        super().setUp()
        self.backend.action_test_connection()

    def preview(self, flow="coffee.product.product"):
        """Preview a flow as a person does."""
        action = self.backend.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        preview.flow_id = preview.flow_ids.filtered(
            lambda line: line.model_name == flow
        )
        preview.action_preview()
        return preview

    def counts(self, preview):
        return tuple(
            preview[name] for name in ("created", "updated", "unchanged", "refused")
        )

    def test_given_new_drinks_when_previewed_then_listed_with_values(self):
        preview = self.preview()

        self.assertEqual(self.counts(preview), (5, 0, 0, 0))
        line = preview.created_ids.filtered(lambda line: line.external_id == "0")
        self.assertIn(f"Name: {self.machine.drinks['0'].names['en']}", line.text)
        self.assertEqual(len(preview.created_ids), 5)
        self.assertFalse(preview.limit)

    def test_given_changes_when_previewed_then_field_old_and_new(self):
        self.import_flow("coffee.product.product")
        self.machine.set_price("0", 777)

        preview = self.preview()

        self.assertEqual(self.counts(preview), (0, 1, 0, 0))
        drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        line = preview.updated_ids.filtered(
            lambda line: line.field_label == "Price on Machine"
        )
        self.assertEqual(
            (line.external_id, line.record, line.old_value, line.new_value),
            ("0", drink.display_name, f"{drink.coffee_price:.10g}", "7.77"),
        )

    def test_given_machine_tells_changes_only_then_no_figure_of_the_unchanged(self):
        first = self.preview()
        self.import_flow("coffee.product.product")

        second = self.preview()

        self.assertEqual((first.only_changes, second.only_changes), (False, True))
        self.assertFalse(self.preview("coffee.consumable").only_changes)

    def test_given_bad_row_when_previewed_then_refused_with_reason(self):
        self.machine.currency = "XXQ"

        preview = self.preview()

        self.assertEqual(self.counts(preview), (0, 0, 0, 5))
        line = preview.refused_ids[0]
        self.assertEqual((line.field_label, line.new_value), ("currency", "XXQ"))
        self.assertIn("ISO 4217", line.text)

    def test_given_choice_that_odoo_lacks_when_previewed_then_refused_not_new(self):
        brew = self.machine.brews[5]
        brew.result = "exploded"

        preview = self.preview("coffee.brew")

        self.assertEqual(self.counts(preview), (999, 0, 0, 1))
        line = preview.refused_ids
        self.assertEqual((line.external_id, line.field_label), (brew.id, "result"))
        self.assertIn("exploded", line.new_value)

    def test_given_unknown_drinks_when_brews_previewed_then_new_drink(self):
        preview = self.preview("coffee.brew")

        self.assertEqual(preview.created + preview.refused, 1000)
        self.assertEqual(preview.limit, 1000)
        self.assertRegex(preview.created_ids[0].text, "Drink: new drink drink-")
        self.assertFalse(
            self.env["coffee.product.product"].search(
                [("backend_id", "=", self.backend.id)]
            )
        )

    def test_given_other_drink_that_is_unknown_then_old_name_and_new_drink(self):
        self.import_flow("coffee.brew")
        brew = self.env["coffee.brew"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )
        old = brew.drink_id.display_name
        with self.backend.work_on("coffee.brew") as work:
            importer = work.component(usage="record.importer")
            unknown = importer._known("drink", {"tea"})["tea"]
            changes = importer._changes(brew, {"drink_id": unknown})

        shown = self.env["coffee.preview.line"]._changes(brew, changes)

        self.assertEqual(shown, [("Drink", old, "new drink tea")])

    def test_given_known_drinks_when_brews_previewed_then_their_names(self):
        self.import_flow("coffee.product.product")

        preview = self.preview("coffee.brew")

        names = [drink.names["en"] for drink in self.machine.drinks.values()]
        self.assertRegex(preview.created_ids[0].text, f"Drink: ({'|'.join(names)})")

    def test_given_faults_when_levels_previewed_then_they_are_told(self):
        self.machine.raise_alert("beans", "error", "Beans empty")

        preview = self.preview("coffee.consumable")

        self.assertIn("Beans empty", preview.warnings)
        self.assertFalse(self.checkpoints())

    def test_given_any_flow_when_previewed_then_database_would_allow_no_write(self):
        self.import_flow("coffee.product.product")
        self.machine.set_price("0", 777)
        self.machine.requests.clear()
        for flow in self.backend._importable_flows():
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(flow=flow), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute("SET TRANSACTION READ ONLY")

                _page, plan, _warnings = flow._preview()
                self.env.flush_all()

                self.assertTrue(plan.creates or plan.updates)
                savepoint.rollback()
        self.assertEqual(self.sent("POST", "PUT", "PATCH", "DELETE"), [])

    def test_given_any_flow_when_previewed_then_only_wizards_are_written(self):
        # numbers of rows, and when they were written, of every table
        self.env.flush_all()
        before = self.tables()

        for flow in self.backend._importable_flows():
            self.preview(flow.model_name)
        self.env.flush_all()

        after = self.tables()
        changed = {name for name in after if after[name] != before.get(name)}
        self.assertEqual(
            changed,
            {"coffee_preview", "coffee_preview_line", "coffee_flow_coffee_preview_rel"},
        )

    def tables(self):
        """Return for each table what a write to it would change."""
        self.env.cr.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del"
            " FROM pg_stat_xact_user_tables"
        )
        return {name: figures for name, *figures in self.env.cr.fetchall()}

    def test_given_preview_when_import_then_normal_job(self):
        preview = self.preview()

        with self.trap_jobs() as trap:
            shown = preview.action_import()
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()

        self.assertEqual(self.last_sync().created, preview.created)
        self.assertIn("drinks", shown["params"]["message"])
        again = self.preview()
        self.assertEqual(self.counts(again), (0, 0, 0, 0))

    def test_given_other_flow_chosen_then_rows_of_the_last_are_hidden(self):
        preview = self.preview()

        shown = preview.is_shown
        preview.flow_id = preview.flow_ids[1]

        self.assertTrue(shown)
        self.assertFalse(preview.is_shown)

    def test_given_machine_down_when_previewed_then_message(self):
        preview = self.preview()
        self.machine.stop()

        with self.assertRaisesRegex(UserError, "No answer"):
            preview.action_preview()

    def test_given_wrong_password_when_previewed_then_message_names_the_field(self):
        self.backend.password = "wrong"

        with self.assertRaisesRegex(UserError, "Password"):
            self.backend.action_preview()

    def test_given_nonsense_when_previewed_then_message(self):
        self.machine.faults.add(Fault("garble", path="/drinks|/menu", times=None))

        with self.assertRaises(UserError):
            self.backend.action_preview()

    def test_given_manager_without_other_rights_then_preview_else_refused(self):
        groups = "base.group_user,connector.group_connector_manager"
        manager = new_test_user(self.env, "coffee-manager", groups=groups)
        user = new_test_user(self.env, "coffee-user", groups="base.group_user")

        action = self.backend.with_user(manager).action_preview()
        preview = self.env["coffee.preview"].browse(action["res_id"])

        self.assertEqual(preview.created, 5)
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_preview()

    def test_given_machine_of_other_company_when_previewed_then_refused(self):
        groups = "base.group_user,connector.group_connector_manager"
        manager = new_test_user(self.env, "coffee-manager", groups=groups)
        other = self.env["res.company"].create({"name": "Other"})
        manager.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        preview = self.env["coffee.preview"].with_user(manager)
        preview = preview.create({"backend_id": self.backend.id})
        self.env.flush_all()
        self.env.invalidate_all()

        for method in ("action_preview", "action_import"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(preview, method)()
