# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command

from .common import Coffee2900Case

DRINKS = "coffee.product.product"


class TestExportVariant(Coffee2900Case):
    """Variants share a template, and each is a drink of its own on the machine."""

    def setUp(self):
        super().setUp()
        self.import_flow(DRINKS)
        self.size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": "always",
                "value_ids": [
                    Command.create({"name": "Small"}),
                    Command.create({"name": "Large"}),
                ],
            }
        )

    def add_size(self, template):
        """Give a template two variants, the large one for 0.50 more."""
        values = [Command.set(self.size.value_ids.ids)]
        template.attribute_line_ids = [
            Command.create({"attribute_id": self.size.id, "value_ids": values})
        ]
        line = template.attribute_line_ids
        line.product_template_value_ids[1].price_extra = 0.5
        return template.product_variant_ids

    def latte(self):
        """Put two variants on the menu, the small one first."""
        template = self.env["product.template"].create(
            {
                "name": "Latte",
                "list_price": 2,
                "company_id": self.backend.company_id.id,
            }
        )
        variants = self.add_size(template).sorted("lst_price")
        ours = {"backend_id": self.backend.id}
        self.env[DRINKS].create(
            [{**ours, "odoo_id": variant.id} for variant in variants]
        )

    def menu(self, bindings):
        """Return name and price of bindings on the machine."""
        drinks = [self.machine.drinks[binding.coffee_id] for binding in bindings]
        return [(drink.name, drink.price) for drink in drinks]

    def latte_on_menu(self):
        self.run_jobs(self.latte)
        return self.env[DRINKS].search(
            [("backend_id", "=", self.backend.id), ("name", "=", "Latte")], order="id"
        )

    def test_given_variants_when_export_then_names_and_prices_tell_them_apart(self):
        bindings = self.latte_on_menu()

        self.assertEqual(
            self.menu(bindings), [("Latte (Small)", 200), ("Latte (Large)", 250)]
        )

    def test_given_extra_and_size_changed_when_export_then_machine_has_them(self):
        bindings = self.latte_on_menu()
        large = bindings[1].odoo_id.product_template_attribute_value_ids

        self.run_jobs(lambda: large.write({"price_extra": 0.7}))
        self.run_jobs(lambda: self.size.value_ids[1].write({"name": "Grande"}))

        self.assertEqual(
            self.menu(bindings), [("Latte (Small)", 200), ("Latte (Grande)", 270)]
        )

    def test_given_variant_changed_there_when_import_then_sibling_stays(self):
        small, large = self.latte_on_menu()
        self.machine.set_price(large.coffee_id, 300)
        self.machine.rename(large.coffee_id, "Big Latte")

        self.import_flow(DRINKS)

        self.assertEqual((large.coffee_price, small.coffee_price), (3, 2))
        self.assertEqual((small.lst_price, large.lst_price), (2, 2.5))
        self.assertEqual((small.name, large.name), ("Latte", "Latte"))

    def test_given_export_when_import_then_names_of_variants_do_not_come_back(self):
        bindings = self.latte_on_menu()

        self.import_flow(DRINKS)

        self.assertEqual(bindings.mapped("name"), ["Latte", "Latte"])

    def imported(self):
        return (
            self.env[DRINKS]
            .with_context(active_test=False)
            .search([("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")])
            .with_context(connector_no_export=False)
        )

    def test_given_attribute_added_to_imported_then_asked_and_machine_sells_on(self):
        template = self.imported().product_tmpl_id
        before = self.machine.drinks["0"].price

        self.run_jobs(lambda: self.add_size(template))

        checkpoint = self.checkpoints()
        self.assertEqual(checkpoint.res_id, self.imported().id)
        self.assertIn("Odoo Product", checkpoint.message)
        drink = self.machine.drinks["0"]
        self.assertEqual((drink.available, drink.price), (True, before))

    def test_given_attribute_added_when_variant_is_chosen_then_it_is_the_drink(self):
        binding = self.imported()
        template = binding.product_tmpl_id
        template.list_price = 2
        self.run_jobs(lambda: self.add_size(template))
        binding = self.imported()

        large = template.product_variant_ids.filtered(
            lambda variant: variant._coffee_name() == "Espresso (Large)"
        )
        self.run_jobs(lambda: binding.write({"odoo_id": large.id}))

        drink = self.machine.drinks["0"]
        self.assertEqual(
            (drink.name, drink.price, drink.available), ("Espresso (Large)", 250, True)
        )
        self.assertTrue(binding.active)
        self.assertEqual(self.checkpoints().mapped("state"), ["reviewed"])


class TestExportCurrency(Coffee2900Case):
    """A machine, its company and a product, each with a currency of its own."""

    machine_options = {**Coffee2900Case.machine_options, "currency": "USD"}

    def setUp(self):
        super().setUp()
        franc, dollar = self.env.ref("base.CHF"), self.env.ref("base.USD")
        euro = self.env.ref("base.EUR")
        (franc | dollar | euro).active = True
        (franc | dollar | euro).rate_ids.unlink()
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": franc.id}
        )
        self.backend.company_id = abroad
        for currency, rate in ((euro, 0.5), (dollar, 2)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "company_id": abroad.id,
                    "name": "2026-01-01",
                    "rate": rate,
                }
            )
        self.dollar = dollar
        # of no company, so its price is in the currency of the main one
        self.product = self.env["product.product"].create(
            {"name": "Mocha", "list_price": 3, "company_id": False}
        )
        self.product.invalidate_recordset(["currency_id"])

    def put_on_menu(self):
        self.binding = self.env[DRINKS].create(
            {
                "backend_id": self.backend.id,
                "odoo_id": self.product.id,
                "coffee_currency_id": self.dollar.id,
            }
        )

    def test_given_three_currencies_when_export_then_converted_from_the_products(self):
        self.env.ref("base.main_company").currency_id = self.env.ref("base.EUR")

        self.run_jobs(self.put_on_menu)

        # 3 EUR are 6 CHF, and these 12 USD
        self.assertEqual(self.machine.drinks[self.binding.coffee_id].price, 1200)

    def test_given_price_there_when_import_then_converted_to_the_products(self):
        self.env.ref("base.main_company").currency_id = self.env.ref("base.EUR")
        self.run_jobs(self.put_on_menu)
        self.machine.set_price(self.binding.coffee_id, 800)

        self.import_flow(DRINKS)

        self.assertAlmostEqual(self.binding.coffee_price, 8)
        self.assertAlmostEqual(self.product.list_price, 2)

    def test_given_no_rate_when_export_then_checkpoint_and_no_wrong_price(self):
        self.env.cr.execute(
            "UPDATE res_company SET currency_id = %s WHERE id = %s",
            [self.env.ref("base.EUR").id, self.env.ref("base.main_company").id],
        )
        self.env.invalidate_all()
        self.dollar.rate_ids.unlink()

        self.run_jobs(self.put_on_menu)

        self.assertIn("no rate", self.checkpoints().message)
        self.assertEqual(self.sent("POST", "PUT"), [])
