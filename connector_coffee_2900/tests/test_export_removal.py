# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from types import SimpleNamespace

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.components import exporter
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

    def test_given_drink_never_exported_when_archived_then_nobody_was_asked(self):
        self.backend.removal_policy = "delete"
        never = self.binding.with_context(connector_no_export=True)
        never.write({"coffee_id": False, "to_create": True})
        self.backend._set_state("misconfigured", "Field Location: wrong.")

        jobs = self.run_jobs(self.product.action_archive)

        self.assertEqual(jobs, 1)
        self.assertFalse(self.machine.requests)
        self.assertEqual(self.backend.state, "misconfigured")

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

    def test_given_slow_machine_when_all_unbound_then_another_job_goes_on(self):
        drinks = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        # a clock by which each request takes all the time of a job
        time = SimpleNamespace(
            monotonic=lambda: float(const.EXPORT_TIME * len(self.sent("PUT")))
        )
        self.patch(exporter, "time", time)

        with self.trap_jobs() as trap:
            drinks.with_context(connector_no_export=False).unlink()
            self.env.cr.flush()
            said = []
            while trap.enqueued_jobs:
                said.append(trap.enqueued_jobs.pop(0).perform())

        self.assertEqual(len(said), len(self.machine.drinks))
        self.assertEqual(said[0], "1 removed, the rest follows: it takes long.")
        self.assertEqual(said[-1], "1 removed on the machine.")
        self.assertEqual({d.available for d in self.machine.drinks.values()}, {False})

    def import_all(self, *flows):
        """Import everything anew, as after *Start Over*."""
        for flow in flows:
            self.backend._flow_of(flow).action_start_over()
            self.import_flow(flow)

    def known(self, external_id, model_name="coffee.product.product"):
        return (
            self.env[model_name]
            .with_context(active_test=False)
            .search(
                [
                    ("backend_id", "=", self.backend.id),
                    ("coffee_id", "=", external_id),
                ]
            )
        )

    def test_given_withdraw_when_product_deleted_then_import_does_not_bring_it(self):
        name = self.product.name
        self.run_jobs(self.product.product_tmpl_id.unlink)

        self.import_all("coffee.product.product")

        self.assertFalse(self.known("0"))
        self.assertFalse(self.env["product.product"].search([("name", "=", name)]))
        self.assertFalse(self.machine.drinks["0"].available)

    def test_given_deleted_when_import_before_the_job_then_it_stays_deleted(self):
        with self.trap_jobs() as trap:
            self.binding.unlink()
            self.env.cr.flush()
            self.backend._flow_of("coffee.product.product").action_start_over()
            self.env["coffee.product.product"].import_page(self.backend)
            trap.enqueued_jobs[0].perform()

        self.assertFalse(self.known("0"))
        self.assertFalse(self.machine.drinks["0"].available)

    def test_given_holder_deleted_when_his_badge_pays_then_brew_has_its_number(self):
        self.import_flow("coffee.res.partner")
        uid = next(iter(self.machine.cards))
        badge = self.known(uid, "coffee.res.partner")
        name = badge.name
        self.run_jobs(badge.with_context(connector_no_export=False).odoo_id.unlink)

        sale = self.machine.pour("0", card=uid)
        self.import_all("coffee.res.partner", "coffee.brew")

        brew = self.known(sale.id, "coffee.brew")
        self.assertFalse(self.known(uid, "coffee.res.partner"))
        self.assertFalse(self.env["res.partner"].search([("name", "=", name)]))
        self.assertEqual((brew.card, brew.card_id.id), (uid, False))

    def test_given_deleted_when_it_is_sold_then_sale_is_of_an_archived_product(self):
        self.run_jobs(self.binding.unlink)
        self.machine.show("0")
        sale = self.machine.pour("0")

        self.import_flow("coffee.brew")

        brew = self.known(sale.id, "coffee.brew")
        self.assertEqual(brew.drink_id.coffee_id, "0")
        self.assertEqual(brew.drink_id.name, self.machine.drinks["0"].name)
        self.assertFalse(brew.drink_id.active)

    def test_given_deleted_when_bound_again_then_imported_again(self):
        self.run_jobs(self.binding.unlink)
        values = {"backend_id": self.backend.id, "odoo_id": self.product.id}
        self.env["coffee.product.product"].create({**values, "coffee_id": "0"})

        self.machine.rename("0", "Ristretto")
        self.import_flow("coffee.product.product")

        self.assertEqual(self.known("0").name, "Ristretto")

    def test_given_deleted_there_too_when_its_id_is_used_anew_then_imported(self):
        self.backend.removal_policy = "delete"
        self.run_jobs(self.binding.unlink)

        self.machine.add_drink("0", "Flat White", 250)
        self.import_flow("coffee.product.product")

        self.assertEqual(self.known("0").name, "Flat White")

    def test_given_deleted_here_when_another_is_lost_there_then_it_is_noticed(self):
        self.run_jobs(self.binding.unlink)
        lost = list(self.machine.drinks)[-1]

        self.machine.remove(lost)
        self.import_flow("coffee.product.product")

        self.assertTrue(self.known(lost).missing)
