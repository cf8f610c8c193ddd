# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError
from odoo.addons.connector_coffee.tests.pour import PourMixin

from machines import Fault

from .common import Coffee2900Case


class TestPour(PourMixin, Coffee2900Case):
    def drink_with_milk(self):
        return self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("additions", "like", "milk")],
            limit=1,
        )

    def test_given_drink_when_poured_then_machine_pours_it_with_additions(self):
        drink = self.drink_with_milk()

        order = self.order(drink, "milk-type=Skim, syrup-type=Vanilla")

        (coffee,) = self.machine.poured
        self.assertEqual(coffee.drink_id, drink.coffee_id)
        self.assertEqual(coffee.additions, ("milk-type=Skim", "syrup-type=Vanilla"))
        self.assertEqual((order.state, order.coffee_id), ("poured", coffee.id))
        self.assertTrue(order.sent_at and order.settled_at)

    def test_given_empty_machine_when_poured_then_refused_with_reason(self):
        self.machine.set_level("beans", 0)

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("beans", order.message)
        self.assertEqual(self.machine.poured, [])

    def test_given_old_firmware_when_busy_then_refused_with_reason(self):
        self.machine.old_firmware = self.machine.busy = True

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("being brewed", order.message)

    def test_given_scope_missing_when_poured_then_refused_and_names_fields(self):
        self.machine.tokens.scopes = set()
        self.machine.tokens.expire()

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("Fields User and Password", order.message)

    def test_given_machine_off_when_poured_then_refused_and_unreachable(self):
        self.machine.stop()

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("switched on", order.message)
        self.assertEqual(self.backend.state, "unreachable")

    def test_given_unreachable_machine_when_poured_then_ready_again(self):
        self.backend.state = "unreachable"

        order = self.order()

        self.assertEqual(order.state, "poured")
        self.assertEqual(self.backend.state, "ready")

    def test_given_slow_coffee_then_sending_until_cron_finds_it_poured(self):
        self.machine.brew_seconds = 60
        order = self.order()
        self.assertEqual((order.state, order.coffee_id), ("sending", "order-1"))
        self.machine._finish(self.machine.brewing)

        order.sent_at -= timedelta(minutes=2)
        self.env.flush_all()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_coffee_that_fails_then_refused(self):
        self.machine.fail_brews = 1

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("no coffee came of it", order.message)

    def test_given_no_answer_for_an_hour_then_unknown_and_checkpoint(self):
        self.machine.faults.add(Fault("drop", method="POST", path="/brews", times=None))
        order = self.order()
        self.assertEqual(order.state, "sending")

        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "unknown")
        self.assertIn("Look at the machine", self.checkpoints(order).message)

    def test_given_no_answer_then_wrong_password_then_not_called_refused(self):
        self.machine.faults.add(
            Fault("drop_answer", method="POST", path="/brews", times=2)
        )
        order = self.order()
        self.backend.password = "wrong"
        self.env.flush_all()

        order._pour()
        self.env.invalidate_all()

        self.assertEqual(order.state, "sending")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_order_as_job_then_done_or_retried(self):
        order = self.env["coffee.order"]._place(self.first_drink())
        with self.trap_jobs() as trap:
            order.with_delay().pour()
            (job,) = trap.enqueued_jobs

        self.machine.faults.add(
            Fault("drop_answer", method="POST", path="/brews", times=2)
        )
        with self.assertRaises(CoffeeRetryableError):
            job.perform()
        job.perform()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_order_poured_when_sent_again_then_nothing(self):
        order = self.order()

        order._pour()

        self.assertEqual(len(self.machine.poured), 1)
