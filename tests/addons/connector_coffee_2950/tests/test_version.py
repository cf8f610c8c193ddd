# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError

from odoo.addons.component.core import Component
from odoo.addons.component.exception import NoComponentError, SeveralComponentError
from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from coffee_machines import Coffee2900


class TestVersion(CoffeeMachineCase):
    """A third-party machine that is a Coffee 2900 but for one component."""

    machine_class = Coffee2900

    def setUp(self):
        super().setUp()
        self.backend.version = "2950"

    def adapter(self, model_name):
        with self.backend.work_on(model_name) as work:
            return work.component(usage="backend.adapter")

    def test_given_2950_then_its_own_adapter_is_nearest(self):
        self.assertEqual(
            self.adapter("coffee.product.product")._name,
            "coffee.2950.product.product.adapter",
        )

    def test_given_2950_then_parent_serves_what_it_has_not(self):
        self.assertEqual(self.adapter("coffee.brew")._name, "coffee.2900.brew.adapter")

    def test_given_2950_then_many_components_start_with_the_nearest(self):
        with self.backend.work_on("coffee.product.product") as work:
            found = work.many_components(usage="backend.adapter")

        self.assertEqual(
            [component._name for component in found],
            [
                "coffee.2950.product.product.adapter",
                "coffee.2900.product.product.adapter",
                "coffee.no.adapter",
            ],
        )

    def test_given_2950_then_binder_for_finds_the_generic_one(self):
        with self.backend.work_on("coffee.brew") as work:
            adapter = work.component(usage="backend.adapter")

        self.assertEqual(adapter.binder_for("coffee.brew")._name, "coffee.binder")

    def test_given_two_of_the_same_rank_then_error_names_both(self):
        class Twin(Component):
            _name = "coffee.2950.twin.adapter"
            _inherit = "coffee.2950.product.product.adapter"

        Twin._build_component(self._components_registry)
        self._components_registry._cache.clear()
        self.addCleanup(self._components_registry._cache.clear)
        self.addCleanup(self._components_registry._components.pop, Twin._name)

        with self.assertRaisesRegex(SeveralComponentError, "2950.twin") as caught:
            self.adapter("coffee.product.product")

        self.assertIn("2950.product", str(caught.exception))

    def test_given_no_version_then_error_says_what_to_install(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE coffee_backend SET version = '' WHERE id = %s", [self.backend.id]
        )
        self.backend.invalidate_recordset()

        with self.assertRaisesRegex(UserError, "Install it under Settings"):
            self.adapter("coffee.brew")

    def test_given_2900_then_2950_is_not_seen(self):
        self.backend.version = "2900"

        self.assertEqual(
            self.adapter("coffee.product.product")._name,
            "coffee.2900.product.product.adapter",
        )
        with (
            self.backend.work_on("coffee.product.product") as work,
            self.assertRaisesRegex(NoComponentError, "2950"),
        ):
            work.component_by_name("coffee.2950.product.product.adapter")

    def test_given_2950_when_import_then_every_flow_of_the_parent_works(self):
        for model_name in ("coffee.product.product", "coffee.brew"):
            self.import_flow(model_name)

        names = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(
            set(names.mapped("name")),
            {drink.name.upper() for drink in self.machine.drinks.values()},
        )
        self.assertEqual(self.backend.brew_count, len(self.machine.brews))

    def test_given_check_of_its_own_when_diagnosed_then_only_on_this_version(self):
        self.share_transaction()

        own = [check["name"] for check in self.diagnose()]
        self.backend.version = "2900"
        other = [check["name"] for check in self.diagnose()]

        self.assertEqual(own, [*other, "Water"])

    def diagnose(self):
        """Return the lines of a diagnosis."""
        values = {"backend_id": self.backend.id}
        return self.env["coffee.diagnosis"].create(values)._diagnose()
