# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestImportProduct(Coffee2900Case):
    def bindings(self):
        return self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )

    def test_given_menu_when_import_then_products_with_price_and_name(self):
        self.import_flow("coffee.product.product")

        self.assertEqual(
            {
                (binding.coffee_id, binding.name, round(binding.list_price * 100))
                for binding in self.bindings()
            },
            {
                (drink.id, drink.name, drink.price)
                for drink in self.machine.drinks.values()
            },
        )

    def test_given_import_when_again_then_nothing_is_written(self):
        self.import_flow("coffee.product.product")

        self.backend._flow_of("coffee.product.product").action_start_over()
        self.import_flow("coffee.product.product")

        sync = self.last_sync()
        self.assertEqual((sync.created, sync.updated, sync.unchanged), (0, 0, 5))

    def test_given_price_and_name_changed_when_import_then_product_follows(self):
        self.import_flow("coffee.product.product")
        self.machine.set_price("0", 333)
        self.machine.rename("0", "Ristretto")

        self.import_flow("coffee.product.product")

        binding = self.bindings().filtered(lambda found: found.coffee_id == "0")
        self.assertEqual(binding.name, "Ristretto")
        self.assertAlmostEqual(binding.list_price, 3.33)
        self.assertEqual(self.last_sync().updated, 1)
