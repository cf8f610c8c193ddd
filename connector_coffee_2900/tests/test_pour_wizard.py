# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form

from odoo.addons.connector_coffee.tests.pour import PourMixin

from .common import Coffee2900Case


class TestPourWizard(PourMixin, Coffee2900Case):
    def wizard(self, env, action, additions=()):
        """Fill in the wizard that an action opens, as a person does."""
        form = Form(env["coffee.pour"].with_context(**action["context"]))
        if not form.drink_id:
            form.drink_id = self.first_drink().with_env(env)
        for position in range(len(form.addition_ids)):
            with form.addition_ids.edit(position) as line:
                line.wanted = line.name in additions
        return form.save()

    def pour(self, env, action, additions=()):
        shown = self.wizard(env, action, additions).action_pour()
        self.env.invalidate_all()
        return shown["params"]

    def test_given_user_and_drink_when_pour_then_poured_and_told(self):
        env = self.user("ada")
        drink = self.first_drink().with_env(env)

        shown = self.pour(env, drink.action_pour(), ["syrup-type=Vanilla"])

        self.assertEqual(shown["type"], "success")
        self.assertIn("next", shown)
        (coffee,) = self.machine.poured
        self.assertEqual(coffee.additions, ("syrup-type=Vanilla",))
        self.assertEqual(env["coffee.order"].search([]).user_id, env.user)

    def test_given_machine_when_pour_then_its_drinks_are_offered(self):
        shown = self.pour(self.env, self.backend.action_pour())

        self.assertEqual(shown["type"], "success")
        self.assertEqual(self.backend.order_count, 1)

    def test_given_refusal_when_pour_then_reason_and_choice_stays(self):
        self.machine.busy = True

        shown = self.pour(self.env, self.backend.action_pour())

        self.assertEqual(shown["type"], "danger")
        self.assertIn("being brewed", shown["message"])
        self.assertTrue(shown["message"].startswith("Nothing was poured."))
        order = self.env["coffee.order"].search([], limit=1)
        self.assertEqual((order.state, order.message), ("refused", shown["message"]))
        self.assertNotIn("next", shown)

    def test_given_badge_holder_when_pour_then_on_his_machine_for_him(self):
        self.import_flow("coffee.res.partner")
        badge = self.env["coffee.res.partner"].search(
            [("backend_id", "=", self.backend.id), ("badge_active", "=", True)], limit=1
        )
        self.env.flush_all()
        env = self.user("ada")

        shown = self.pour(env, badge.odoo_id.with_env(env).action_pour_coffee())

        self.assertEqual(shown["type"], "success")
        self.assertEqual(env["coffee.order"].search([]).partner_id, badge.odoo_id)

    def test_given_drinks_and_machines_then_only_what_can_be_had_is_shown(self):
        env = self.user("ada")
        drinks = env["coffee.product.product"]
        ours = [("backend_id", "=", self.backend.id)]
        gone = self.first_drink()
        gone.available = False
        can = [("can_be_poured", "=", True)]

        shown, hidden = (
            drinks.search(ours + can),
            drinks.search(ours) - drinks.search(ours + can),
        )

        self.assertEqual(len(shown), len(self.machine.drinks) - 1)
        self.assertEqual(hidden, gone.with_env(env))
        self.assertEqual(drinks.search([*ours, ("can_be_poured", "=", False)]), hidden)
        self.assertEqual(set(shown.mapped("can_be_poured")), {True})
        self.backend.state = "unreachable"
        self.assertFalse(drinks.search(ours + can))

    def test_given_warning_when_levels_are_read_then_drinks_stay_on_the_menu(self):
        self.machine.raise_alert("cleaning", "warning", "Cleaning due")
        ours = [("backend_id", "=", self.backend.id), ("can_be_poured", "=", True)]

        self.import_flow("coffee.consumable")
        self.env.flush_all()

        self.assertEqual(self.backend.state, "attention")
        offered = self.env["coffee.product.product"].search(ours)
        self.assertEqual(len(offered), len(self.machine.drinks))
        self.assertTrue(self.backend.can_pour)
        shown = self.pour(self.env, self.backend.action_pour())
        self.assertEqual(shown["type"], "success")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_error_when_it_comes_and_goes_then_drinks_go_and_come(self):
        self.machine.raise_alert("cleaning", "warning", "Cleaning due")
        self.machine.raise_alert("door", "error", "The door is open")
        ours = [("backend_id", "=", self.backend.id), ("can_be_poured", "=", True)]

        self.import_flow("coffee.consumable")

        self.assertEqual(self.backend.state, "attention")
        self.assertFalse(self.env["coffee.product.product"].search(ours))
        self.assertFalse(self.first_drink().can_be_poured)

        self.machine.clear_alert("door")
        self.import_flow("coffee.consumable")

        self.assertEqual(self.backend.state, "attention")
        self.assertTrue(self.env["coffee.product.product"].search(ours))
        self.assertTrue(self.first_drink().can_be_poured)
        self.assertTrue(self.backend.can_pour)

    def test_given_error_over_when_connection_is_tested_then_drinks_come_back(self):
        self.machine.raise_alert("door", "error", "The door is open")
        self.import_flow("coffee.consumable")
        self.machine.clear_alert("door")
        self.assertFalse(self.backend.can_pour)

        self.backend.action_test_connection()

        self.assertEqual(self.backend.state, "ready")
        self.assertTrue(self.backend.can_pour)

    def test_given_machine_that_does_not_answer_then_no_button_to_pour(self):
        self.assertTrue(self.backend.with_env(self.user("ada")).can_pour)

        self.backend.state = "unreachable"

        self.assertFalse(self.backend.with_env(self.user("bob")).can_pour)

    def test_given_machine_without_drinks_then_no_button_to_pour(self):
        drinks = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )

        drinks[1:].available = False
        self.env.invalidate_all()
        with_one = self.backend.can_pour
        drinks.available = False
        self.env.invalidate_all()

        self.assertTrue(with_one)
        self.assertFalse(self.backend.can_pour)

    def test_given_drink_gone_meanwhile_when_pour_then_says_so(self):
        wizard = self.wizard(self.env, self.backend.action_pour())
        wizard.drink_id.available = False
        self.env.flush_all()

        with self.assertRaisesRegex(UserError, "not available"):
            wizard.action_pour()
