# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestBinder(Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.bindings = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def binder(self):
        with self.backend.work_on("coffee.product.product") as work:
            return work.component(usage="binder")

    def statements(self, function, argument):
        """Return the number of SQL statements of a call, and its result."""
        before = self.env.cr.sql_log_count
        result = function(argument)
        return self.env.cr.sql_log_count - before, result

    def test_given_many_ids_then_one_query_finds_them(self):
        binder = self.binder()

        statements, found = self.statements(
            binder.to_internal_many, ["nobody", *self.machine.drinks]
        )

        self.assertEqual(statements, 1)
        self.assertEqual(set(found), set(self.machine.drinks))
        self.assertIn("0", found)

    def test_given_many_records_then_one_query_finds_their_ids(self):
        binder, products = self.binder(), self.bindings.odoo_id
        self.env.invalidate_all()

        statements, found = self.statements(binder.to_external_many, products)

        self.assertEqual(statements, 1)
        self.assertEqual(set(found.values()), set(self.machine.drinks))
        self.assertEqual(set(found), set(products.ids))

    def test_given_archived_product_then_it_is_found(self):
        self.bindings.odoo_id.with_context(connector_no_export=True).active = False

        found = self.binder().to_internal_many(["0"])

        self.assertEqual(found["0"].coffee_id, "0")
        self.assertEqual(self.binder().to_internal("0"), found["0"])

    def test_given_other_machine_then_its_ids_are_not_ours(self):
        other = self.create_backend(version="2900", name="Other")

        with other.work_on("coffee.product.product") as work:
            self.assertEqual(work.component(usage="binder").to_internal_many(["0"]), {})
