# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import suppress

from odoo.addons.connector_coffee.exceptions import CoffeeOutcomeUnknownError

from coffee_machines import Fault

from .common import Coffee2900Case

DRINKS = "coffee.product.product"


class TestExportConflict(Coffee2900Case):
    """Both sides change a record while it waits, or an answer gets lost."""

    def setUp(self):
        super().setUp()
        self.import_flow(DRINKS)
        self.binding = self.env[DRINKS].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        self.binding = self.binding.with_context(connector_no_export=False)
        self.drink = self.machine.drinks["0"]
        self.price = self.drink.price

    def export_after(self, policy, meanwhile):
        """Change the price in Odoo; import what happens meanwhile, then export."""
        self.backend.conflict_policy = policy

        def change():
            self.binding.odoo_id.list_price = 1.9
            self.env.cr.flush()
            meanwhile()
            self.env[DRINKS].import_page(self.backend)

        self.run_jobs(change)
        self.import_flow(DRINKS)

    def rename(self):
        self.machine.rename("0", "Ristretto")

    def rename_at_our_price(self):
        self.machine.set_price("0", 190)
        self.rename()

    def names(self):
        return self.binding.name, self.drink.name

    def prices(self):
        """Return the price in Odoo, the one that Odoo knows of, the one there."""
        ours = (self.binding.list_price, self.binding.coffee_price)
        return (*(round(price * 100) for price in ours), self.drink.price)

    def test_given_renamed_there_when_odoo_wins_then_new_name_and_our_price(self):
        self.export_after("odoo", self.rename)

        self.assertEqual(self.names(), ("Ristretto", "Ristretto"))
        self.assertEqual(self.prices(), (190, 190, 190))

    def test_given_renamed_there_when_machine_wins_then_name_and_price_of_there(self):
        self.export_after("machine", self.rename)

        self.assertEqual(self.names(), ("Ristretto", "Ristretto"))
        self.assertEqual(self.prices(), (self.price, self.price, self.price))

    def test_given_renamed_there_when_ask_then_name_comes_and_price_is_asked(self):
        self.export_after("ask", self.rename)

        self.assertEqual(self.names(), ("Ristretto", "Ristretto"))
        self.assertEqual(self.prices(), (190, self.price, self.price))
        self.assertIn("price", self.checkpoints().message)

    def test_given_same_price_and_renamed_there_then_name_comes(self):
        self.export_after("ask", self.rename_at_our_price)

        self.assertEqual(self.names(), ("Ristretto", "Ristretto"))
        self.assertEqual(self.prices(), (190, 190, 190))
        self.assertFalse(self.checkpoints())

    def change_and_lose_answer(self, change, method="PUT"):
        """Export a change that the machine takes, and whose answer gets lost.

        :return: the job, which the queue would try again
        """
        self.machine.faults.add(Fault("drop_answer", method=method))
        with self.trap_jobs() as trap:
            change()
            self.env.cr.flush()
            (job,) = trap.enqueued_jobs
        with suppress(CoffeeOutcomeUnknownError):
            job.perform()
        return job

    def set_price(self, price):
        self.binding.odoo_id.list_price = price

    def test_given_answer_lost_when_edited_again_then_no_conflict(self):
        job = self.change_and_lose_answer(lambda: self.set_price(1.9))
        taken = self.drink.price

        self.set_price(2.1)
        job.perform()

        self.assertEqual(taken, 190)
        self.assertEqual(self.prices(), (210, 210, 210))
        self.assertFalse(self.checkpoints())
        self.assertFalse(self.binding.unanswered)

    def test_given_answers_lost_twice_when_edited_again_then_no_conflict(self):
        job = self.change_and_lose_answer(lambda: self.set_price(1.9))
        # the first request is a conflict; the second one is taken
        self.machine.faults.add(Fault("drop_answer", method="PUT", after=1))
        self.set_price(2.1)
        with suppress(CoffeeOutcomeUnknownError):
            job.perform()
        taken = self.drink.price

        self.set_price(2.3)
        job.perform()

        self.assertEqual(taken, 210)
        self.assertEqual(self.prices(), (230, 230, 230))
        self.assertFalse(self.checkpoints())

    def test_given_answer_lost_when_changed_there_too_then_conflict(self):
        job = self.change_and_lose_answer(lambda: self.set_price(1.9))

        self.machine.set_price("0", 250)
        self.set_price(2.1)
        job.perform()

        self.assertEqual(self.prices(), (210, 250, 250))
        self.assertIn("price", self.checkpoints().message)

    def test_given_answer_to_new_card_lost_when_edited_again_then_no_conflict(self):
        partner = self.env["res.partner"].create({"name": "Grace", "email": "g@b.org"})
        values = {"backend_id": self.backend.id, "odoo_id": partner.id}
        job = self.change_and_lose_answer(
            lambda: self.env["coffee.res.partner"].create(
                {**values, "coffee_id": "04A224B9"}
            ),
            method="POST",
        )
        taken = self.machine.cards["04A224B9"].email

        partner.email = "grace@b.org"
        job.perform()

        self.assertEqual(taken, "g@b.org")
        self.assertEqual(self.machine.cards["04A224B9"].email, "grace@b.org")
        self.assertFalse(self.checkpoints())
