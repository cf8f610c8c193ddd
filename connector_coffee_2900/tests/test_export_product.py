# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
)

from coffee_machines import Fault

from .common import Coffee2900Case


class TestExportProduct(Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.binding = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        self.binding = self.binding.with_context(connector_no_export=False)

    def test_given_price_changed_when_export_then_machine_has_it(self):
        jobs = self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        self.assertEqual(jobs, 1)
        self.assertEqual(self.machine.drinks["0"].price, 190)
        self.assertAlmostEqual(self.binding.coffee_price, 1.9)

    def test_given_price_typed_when_onchange_then_nothing_waits(self):
        product = self.binding.odoo_id
        spec = {"lst_price": {}, "list_price": {}, "name": {}}

        with self.trap_jobs() as trap:
            answer = product.onchange({"lst_price": 1.9}, ["lst_price"], spec)
            self.env.cr.flush()

        self.assertNotIn("warning", answer)
        trap.assert_jobs_count(0)
        self.assertFalse(self.binding.to_export)

    def assert_location_is_wrong(self):
        """Check that an export finds nobody there, and calls no drink missing."""
        self.backend._set_state("misconfigured", "Field Location: wrong.")

        with self.assertRaisesRegex(
            CoffeeConfigurationError, "Fields Location and Version"
        ):
            self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        self.assertFalse(self.binding.missing)
        self.assertTrue(self.binding.to_export)
        self.assertFalse(self.checkpoints())
        self.assertEqual(self.backend.state, "misconfigured")

    def test_given_wrong_path_when_export_then_no_drink_is_missing(self):
        self.backend.location += "/elsewhere"

        self.assert_location_is_wrong()

    def test_given_other_web_server_there_when_export_then_no_drink_is_missing(self):
        self.machine.faults.add(Fault("status", status=404, path="/drinks"))

        self.assert_location_is_wrong()

    def test_given_template_renamed_when_export_then_machine_has_it(self):
        template = self.binding.odoo_id.product_tmpl_id

        self.run_jobs(lambda: template.write({"name": "Ristretto"}))

        self.assertEqual(self.machine.drinks["0"].name, "Ristretto")

    def test_given_weight_changed_then_no_export(self):
        jobs = self.run_jobs(lambda: self.binding.odoo_id.write({"weight": 3}))

        self.assertEqual(jobs, 0)

    def test_given_import_then_nothing_is_sent_back(self):
        self.machine.set_price("0", 250)

        with self.trap_jobs() as trap:
            self.env["coffee.product.product"].import_page(self.backend)
            self.env.cr.flush()

        self.assertEqual(self.binding.coffee_price, 2.5)
        trap.assert_jobs_count(0)

    def test_given_conflict_when_odoo_wins_then_machine_has_the_price_of_odoo(self):
        self.backend.conflict_policy = "odoo"
        self.machine.set_price("0", 250)

        self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        self.assertEqual(self.machine.drinks["0"].price, 190)

    def test_given_conflict_when_machine_wins_then_odoo_has_its_price(self):
        self.backend.conflict_policy = "machine"
        self.machine.set_price("0", 250)

        self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        self.assertEqual(self.machine.drinks["0"].price, 250)
        self.assertEqual(self.binding.list_price, 2.5)

    def test_given_conflict_when_ask_then_checkpoint_and_both_stay(self):
        self.machine.set_price("0", 250)

        self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        checkpoint = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(checkpoint.res_id, self.binding.id)
        self.assertEqual(self.machine.drinks["0"].price, 250)
        self.assertAlmostEqual(self.binding.list_price, 1.9)

    def test_given_binding_deleted_then_drink_is_gone_on_machine(self):
        self.backend.removal_policy = "delete"

        self.run_jobs(lambda: self.binding.unlink())

        self.assertNotIn("0", self.machine.drinks)

    def test_given_drink_gone_on_machine_when_export_then_checkpoint(self):
        self.machine.remove("0")

        self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        checkpoint = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertIn("not on the machine any more", checkpoint.message)

    def test_given_unreachable_when_exported_then_it_has_answered(self):
        self.backend.state = "unreachable"

        self.run_jobs(lambda: self.binding.odoo_id.write({"list_price": 1.9}))

        self.assertEqual(self.machine.drinks["0"].price, 190)
        self.assertEqual(self.backend.state, "ready")

    def mocha(self):
        """Put a product on the menu of the machine."""
        product = self.env["product.product"].create(
            {
                "name": "Mocha",
                "list_price": 2.2,
                "company_id": self.backend.company_id.id,
            }
        )
        return self.env["coffee.product.product"].create(
            {"backend_id": self.backend.id, "odoo_id": product.id}
        )

    def test_given_new_binding_when_export_then_machine_has_the_drink(self):
        self.run_jobs(self.mocha)

        binding = self.binding.search([("name", "=", "Mocha")])
        drink = self.machine.drinks[binding.coffee_id]
        self.assertEqual((drink.name, drink.price), ("Mocha", 220))

    def test_given_answer_to_new_drink_lost_when_again_then_one_drink(self):
        self.machine.faults.add(Fault("drop_answer", method="POST", path="/drinks"))
        with self.trap_jobs() as trap:
            binding = self.mocha()
            self.env.cr.flush()
            (job,) = trap.enqueued_jobs

        with self.assertRaises(CoffeeOutcomeUnknownError):
            job.perform()
        binding.odoo_id.list_price = 2.4
        job.perform()

        (drink,) = self.drinks_named("Mocha")
        self.assertEqual((binding.coffee_id, drink.price), (drink.id, 240))
        self.assertFalse(binding.to_create)

    def test_given_two_of_one_name_when_export_then_two_drinks(self):
        self.run_jobs(lambda: (self.mocha(), self.mocha()))

        self.assertEqual(
            set(self.binding.search([("name", "=", "Mocha")]).mapped("coffee_id")),
            {drink.id for drink in self.drinks_named("Mocha")},
        )
        self.assertEqual(len(self.drinks_named("Mocha")), 2)

    def drinks_named(self, name):
        return [drink for drink in self.machine.drinks.values() if drink.name == name]
