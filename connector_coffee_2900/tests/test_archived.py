# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError

from odoo.addons.connector_coffee.tests.pour import PourMixin

from .common import Coffee2900Case

HOLDERS = "coffee.res.partner"


class TestArchived(PourMixin, Coffee2900Case):
    """An archived machine is left alone: its help says so."""

    def setUp(self):
        super().setUp()
        self.import_flow(HOLDERS)
        self.backend._note_contact()

    def archive(self):
        self.backend.action_archive()
        self.env.flush_all()
        self.machine.requests.clear()

    def questions(self):
        """Return what people are asked to look at."""
        return self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("kind", "!=", "contact")]
        )

    def assert_left_alone(self):
        self.assertEqual(list(self.machine.requests), [])

    def enqueue(self, change):
        """Make a change; return its jobs without running them."""
        with self.trap_jobs() as trap:
            change()
            self.env.cr.flush()
            return list(trap.enqueued_jobs)

    def test_given_archived_when_its_import_goes_on_then_job_ends_and_run_too(self):
        flow = "coffee.brew"
        (job,) = self.enqueue(lambda: self.backend._flow_of(flow)._enqueue_import())
        run = self.env["coffee.sync"].create(
            {"backend_id": self.backend.id, "flow": flow}
        )
        self.backend._flow_of(flow).sync_id = run
        self.archive()

        said = job.perform()

        self.assert_left_alone()
        self.assertIn("Kitchen is archived", said)
        self.assertEqual(run.state, "cancelled")
        self.assertIn("Kitchen is archived", run.error)

    def test_given_archived_when_product_changes_then_no_job_until_it_is_back(self):
        self.archive()

        jobs = self.run_jobs(
            lambda: self.first_drink().odoo_id.write({"name": "Mocha"})
        )
        while_archived = list(self.machine.requests)
        self.backend.action_unarchive()
        self.run_jobs(
            lambda: self.env["coffee.flow"]._cron_import("coffee.product.product")
        )

        self.assertEqual((jobs, while_archived), (0, []))
        drink = self.first_drink()
        self.assertEqual(self.machine.drinks[drink.coffee_id].names["en"], "Mocha")
        self.assertFalse(drink.to_export)

    def test_given_export_waits_when_archived_then_job_ends_and_change_still_waits(
        self,
    ):
        drink = self.first_drink()
        (job,) = self.enqueue(lambda: drink.odoo_id.write({"name": "Mocha"}))
        self.archive()

        said = job.perform()

        self.assert_left_alone()
        self.assertIn("Kitchen is archived", said)
        self.assertEqual(drink.to_export, "name")

    def test_given_archived_when_badges_are_deleted_then_checkpoint_names_them(self):
        first, second = self.env[HOLDERS].search([], limit=2)
        numbers = [first.coffee_id, second.coffee_id]
        (job,) = self.enqueue(first.unlink)
        self.archive()

        said = job.perform()
        jobs = self.enqueue(second.unlink)

        self.assert_left_alone()
        self.assertEqual(jobs, [])
        self.assertIn("Kitchen is archived", said)
        self.assertTrue(set(numbers) <= set(self.machine.cards))
        messages = self.questions().mapped("message")
        self.assertEqual(len(messages), 2)
        for number in numbers:
            self.assertIn(number, " ".join(messages))

    def test_given_archived_when_buttons_are_pressed_then_they_say_so(self):
        drink = self.first_drink()
        self.archive()

        for record, button in (
            (self.backend, "action_import_now"),
            (self.backend, "action_test_connection"),
            (self.backend, "action_pour"),
            (self.backend, "action_preview"),
            (self.backend, "action_register_webhook"),
            (drink, "action_export"),
        ):
            with self.subTest(button):
                with self.assertRaisesRegex(UserError, "Kitchen is archived") as caught:
                    getattr(record, button)()
                self.assertIs(type(caught.exception), UserError)
        self.assert_left_alone()
        self.assertFalse(drink.to_export)

    def test_given_archived_while_preview_is_open_then_its_import_says_so(self):
        action = self.backend.action_preview()
        preview = self.env["coffee.preview"].browse(action["res_id"])
        self.archive()

        with self.assertRaisesRegex(UserError, "Kitchen is archived"):
            preview.action_import()

        self.assert_left_alone()

    def test_given_archived_when_coffee_is_ordered_then_refused_and_no_order(self):
        drink = self.first_drink()
        wizard = self.env["coffee.pour"].create({"drink_id": drink.id})
        self.archive()

        with self.assertRaisesRegex(UserError, "Kitchen is archived"):
            wizard.action_pour()

        self.assertFalse(drink.can_be_poured)
        self.assertFalse(self.env["coffee.order"].search([]))
        self.assert_left_alone()

    def test_given_orders_on_their_way_when_archived_then_they_end(self):
        drink = self.first_drink()
        draft = self.env["coffee.order"]._place(drink)
        sent = self.env["coffee.order"].create(
            {"drink_id": drink.id, "state": "sending", "sent_at": "2026-01-01"}
        )
        self.archive()
        self.env.flush_all()

        said = draft.pour()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assert_left_alone()
        self.assertIn("Kitchen is archived", said)
        self.assertEqual((draft.state, sent.state), ("refused", "unknown"))
        self.assertIn("Kitchen is archived", sent.message)
        self.assertTrue(self.questions())
