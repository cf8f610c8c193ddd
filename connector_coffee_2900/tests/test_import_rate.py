# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case

BREWS = "coffee.brew"


class TestImportRate(Coffee2900Case):
    """Sales in a currency that Odoo has no rate of."""

    machine_options = {**Coffee2900Case.machine_options, "currency": "CHF"}

    def setUp(self):
        super().setUp()
        self.franc, self.euro = self.env.ref("base.CHF"), self.env.ref("base.EUR")
        (self.franc | self.euro).active = True
        (self.franc | self.euro).rate_ids.unlink()

    def add_rate(self, currency, rate):
        return self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2020-01-01", "rate": rate}
        )

    def brews(self):
        return self.env[BREWS].search(
            [("backend_id", "=", self.backend.id), ("amount", "!=", 0)]
        )

    def paid(self):
        """Return what the machine was paid for its brews, in cents."""
        return sum(brew.price for brew in self.machine.brews)

    def value(self):
        return round(sum(self.brews().mapped("value")) * 100)

    def test_given_rate_of_the_company_only_when_import_then_francs_are_no_euros(self):
        self.add_rate(self.euro, 1)

        self.import_flow(BREWS)

        self.assertTrue(self.brews())
        self.assertEqual(self.value(), 0)

    def test_given_rate_of_another_company_when_import_then_it_does_not_count(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.add_rate(self.franc, 2).company_id = elsewhere

        self.import_flow(BREWS)

        self.assertEqual(self.value(), 0)

    def test_given_no_rate_when_imported_again_then_one_checkpoint(self):
        other = self.enterContext(type(self.machine)(**self.machine_options))
        second = self.create_backend(
            name="Lobby",
            version=other.version,
            location=other.location,
            username=other.username,
            password=other.password,
        )

        self.import_flow(BREWS)
        self.backend._flow_of(BREWS).action_start_over()
        self.import_flow(BREWS)
        self.backend = second
        self.import_flow(BREWS)

        asked = self.env["coffee.checkpoint"].search([("key", "like", "rate:%")])
        self.assertEqual((len(asked), asked.count), (1, 1))
        self.assertIn("CHF", asked.message)

    def test_given_rate_comes_then_values_are_mended_and_checkpoint_is_closed(self):
        self.import_flow(BREWS)
        before = self.value()

        self.add_rate(self.franc, 2)

        self.assertEqual(before, 0)
        self.assertAlmostEqual(self.value(), self.paid() / 2, delta=len(self.brews()))
        asked = self.env["coffee.checkpoint"].search([("key", "like", "rate:%")])
        self.assertEqual(asked.state, "reviewed")

    def test_given_no_rate_when_menu_is_imported_then_no_price_until_it_comes(self):
        self.import_flow("coffee.product.product")
        drinks = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        before = set(drinks.mapped("list_price"))

        self.add_rate(self.franc, 2)

        self.assertEqual(before, {0})
        self.assertEqual(
            {drink.coffee_id: round(drink.list_price * 200) for drink in drinks},
            {drink.id: drink.price for drink in self.machine.drinks.values()},
        )

    def test_given_another_rate_when_read_again_then_sales_price_stays(self):
        self.add_rate(self.euro, 1)
        rate = self.add_rate(self.franc, 2)
        self.import_flow("coffee.product.product")
        drinks = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_price", "!=", 0)]
        )
        prices = {drink: drink.list_price for drink in drinks}
        self.assertTrue(all(prices.values()))
        rate.rate = 4

        self.backend._flow_of("coffee.product.product").action_start_over()
        self.import_flow("coffee.product.product")

        self.assertEqual({drink: drink.list_price for drink in drinks}, prices)
        price = 2 * self.machine.drinks["0"].price
        self.machine.change_drink("0", price=price)
        self.backend._flow_of("coffee.product.product").action_start_over()
        self.import_flow("coffee.product.product")
        changed = drinks.filtered(lambda drink: drink.coffee_id == "0")
        self.assertAlmostEqual(changed.list_price, price / 400, places=2)
