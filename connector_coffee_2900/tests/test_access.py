# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import Coffee2900Case


class TestAccess(Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.import_flow("coffee.brew")
        self.stranger = new_test_user(
            self.env,
            "stranger",
            groups="connector.group_connector_manager",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        self.manager = new_test_user(
            self.env, "manager", groups="connector.group_connector_manager"
        )
        self.user = new_test_user(self.env, "user", groups="base.group_user")

    def test_given_manager_of_other_company_then_nothing_of_ours_is_seen(self):
        for model_name in ("coffee.backend", "coffee.brew", "coffee.product.product"):
            with self.subTest(model_name):
                seen = self.env[model_name].with_user(self.stranger).search_count([])
                self.assertEqual(seen, 0)

    def test_given_manager_of_company_then_all_is_seen(self):
        brews = self.env["coffee.brew"].with_user(self.manager)

        self.assertEqual(brews.search_count([]), len(self.machine.brews))

    def test_given_plain_user_then_machines_are_closed(self):
        with self.assertRaises(AccessError):
            self.backend.with_user(self.user).read(["location"])

    def test_given_manager_without_right_on_products_when_import_then_it_works(self):
        self.machine.add_drink("mocha", "Mocha", 220)

        self.env["coffee.product.product"].with_user(self.manager).import_page(
            self.backend.with_user(self.manager)
        )

        self.assertEqual(self.backend.drink_count, len(self.machine.drinks))
