# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee1900Case


class TestImportProduct(Coffee1900Case):
    def test_given_audit_when_import_then_products_with_price_and_name(self):
        self.import_flow("coffee.product.product")

        self.assertEqual(
            {
                (binding.coffee_id, binding.name, round(binding.list_price * 100))
                for binding in self.env["coffee.product.product"].search(
                    [("backend_id", "=", self.backend.id)]
                )
            },
            {
                (str(drink.selection), drink.name, drink.price)
                for drink in self.machine.drinks.values()
            },
        )

    def test_given_machine_when_test_connection_then_its_identity_is_shown(self):
        self.backend.action_test_connection()

        self.assertEqual(self.backend.serial, self.machine.serial)
        self.assertEqual(self.backend.state, "ready")

    def test_given_price_that_binary_cannot_hold_when_read_again_then_unchanged(self):
        self.machine.set_price("0", 140)
        self.import_flow("coffee.product.product")
        self.env.flush_all()
        self.env.invalidate_all()

        self.import_flow("coffee.product.product")

        sync = self.last_sync()
        self.assertEqual((sync.updated, sync.unchanged), (0, 5))
