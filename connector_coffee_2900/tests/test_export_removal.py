# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError

from .common import Coffee2900Case


class TestExportRemoval(Coffee2900Case):
    """Archived, unbound or deleted in Odoo: one way to tell the machine, not two."""

    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.binding = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        self.binding = self.binding.with_context(connector_no_export=False)
        self.product = self.binding.odoo_id
        self.machine.requests.clear()

    def test_given_withdraw_when_archived_then_unavailable_only(self):
        jobs = self.run_jobs(self.product.action_archive)

        self.assertEqual(jobs, 1)
        self.assertFalse(self.machine.drinks["0"].available)
        self.assertEqual(self.sent("PUT", "DELETE"), [("PUT", "/v1/drinks/0")])

    def test_given_withdraw_when_restored_then_available_again(self):
        self.run_jobs(self.product.action_archive)
        self.import_flow("coffee.product.product")

        self.run_jobs(self.product.action_unarchive)

        self.assertTrue(self.machine.drinks["0"].available)
        self.assertTrue(self.binding.available)

    def test_given_delete_when_archived_then_deleted_only(self):
        self.backend.removal_policy = "delete"

        self.run_jobs(self.product.action_archive)

        self.assertNotIn("0", self.machine.drinks)
        self.assertEqual(self.sent("PUT", "DELETE"), [("DELETE", "/v1/drinks/0")])

    def test_given_delete_when_restored_then_made_anew(self):
        self.backend.removal_policy = "delete"
        self.run_jobs(self.product.action_archive)

        self.run_jobs(self.product.action_unarchive)

        self.assertEqual(
            self.machine.drinks[self.binding.coffee_id].name, self.product.name
        )

    def test_given_withdraw_when_unbound_then_unavailable_only(self):
        self.run_jobs(self.binding.unlink)

        self.assertFalse(self.machine.drinks["0"].available)
        self.assertEqual(self.sent("PUT", "DELETE"), [("PUT", "/v1/drinks/0")])

    def test_given_delete_when_product_deleted_then_deleted_only(self):
        self.backend.removal_policy = "delete"

        self.run_jobs(self.product.product_tmpl_id.unlink)

        self.assertNotIn("0", self.machine.drinks)
        self.assertEqual(self.sent("PUT", "DELETE"), [("DELETE", "/v1/drinks/0")])

    def test_given_changed_then_unbound_at_once_then_one_request(self):
        def change_and_unbind():
            self.product.list_price = 9.9
            self.binding.unlink()

        self.run_jobs(change_and_unbind)

        self.assertEqual(self.sent("PUT", "DELETE"), [("PUT", "/v1/drinks/0")])
        self.assertNotEqual(self.machine.drinks["0"].price, 990)

    def test_given_unbound_when_bound_again_before_job_then_left_alone(self):
        self.binding.unlink()
        with self.trap_jobs() as trap:
            self.env.cr.flush()
            self.env["coffee.product.product"].create(
                {
                    "backend_id": self.backend.id,
                    "odoo_id": self.product.id,
                    "coffee_id": "0",
                }
            )
            trap.perform_enqueued_jobs()

        self.assertTrue(self.machine.drinks["0"].available)
        self.assertEqual(self.sent("PUT", "DELETE"), [])

    def test_given_gone_there_already_when_unbound_then_job_is_content(self):
        self.machine.remove("0")

        self.run_jobs(self.binding.unlink)

        self.assertFalse(self.checkpoints())

    def test_given_machine_off_for_days_when_unbound_then_tried_until_it_is_on(self):
        with self.trap_jobs() as trap:
            self.binding.unlink()
            self.env.cr.flush()
            (job,) = trap.enqueued_jobs
            self.machine.stop()
            for _quarter_of_an_hour in range(300):
                with self.assertRaises(CoffeeRetryableError):
                    job.perform()
            self.machine.start()
            job.perform()

        self.assertFalse(self.machine.drinks["0"].available)
