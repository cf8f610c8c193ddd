# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee1900Case


class TestImportConsumable(Coffee1900Case):
    def test_given_levels_in_audit_when_import_then_portions_of_each_drink(self):
        self.machine.set_level("milk", 0)

        self.import_flow("coffee.consumable")

        found = self.env["coffee.consumable"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(
            {(c.coffee_id, c.level, c.capacity, c.minimum) for c in found},
            {
                (str(drink.selection), *map(float, self.machine.portions(drink)))
                for drink in self.machine.drinks.values()
            },
        )
        self.assertTrue(any(found.mapped("is_low")))

    def test_given_events_when_over_then_checkpoints_close_themselves(self):
        self.backend.action_test_connection()
        self.machine.raise_event("EGS")
        self.machine.set_level("milk", 0)
        self.import_flow("coffee.consumable")
        self.import_flow("coffee.consumable")
        self.assertEqual(
            sorted(self.checkpoints("alert:%").mapped("message")),
            ["Door open (EGS)", "Ingredient empty (EDJ)"],
        )
        self.assertEqual(self.backend.state, "attention")

        self.machine.clear_alert("EGS")
        self.machine.refill("milk")
        self.import_flow("coffee.consumable")

        self.assertFalse(self.checkpoints("alert:%"))
        self.assertEqual(self.backend.state, "ready")

    def test_given_events_then_only_those_that_stop_the_machine_take_its_menu(self):
        self.backend.action_test_connection()
        self.import_flow("coffee.product.product")
        offered = [("backend_id", "=", self.backend.id), ("can_be_poured", "=", True)]
        for code, pours in (("EDO", True), ("EDJ", True), ("EGS", False)):
            self.machine.raise_event(code)

            self.import_flow("coffee.consumable")

            with self.subTest(code):
                self.assertEqual(self.backend.state, "attention")
                number = self.env["coffee.product.product"].search_count(offered)
                self.assertEqual(number, len(self.machine.drinks) if pours else 0)
                self.assertEqual(self.backend.can_pour, pours)
