# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.tests.pour import PourMixin
from odoo.addons.connector_coffee_2900.tests.common import Coffee2900Case

from coffee_machines import Fault


class TestPour(PourMixin, Coffee2900Case):
    """A machine without keys that names the brew: followed, and never sent again."""

    def setUp(self):
        super().setUp()
        self.backend.version = "2950"
        self.machine.brew_seconds = 60

    def settle(self, order, **time):
        """Let the cron come when an order was sent so long ago."""
        order.sent_at -= timedelta(**time)
        self.env.flush_all()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

    def orders_sent(self):
        return len(self.sent("POST"))

    def test_given_brewing_when_done_then_poured(self):
        order = self.order()
        before = order.state, order.coffee_id

        self.machine._finish(self.machine.brewing)
        self.settle(order, minutes=5)

        self.assertEqual(before, ("sending", "order-1"))
        self.assertEqual((order.state, self.orders_sent()), ("poured", 1))
        self.assertFalse(self.checkpoints(order))

    def test_given_brewing_and_machine_silent_for_a_while_then_still_followed(self):
        order = self.order()
        self.machine.faults.add(Fault("drop", "GET", "/brews/"))

        self.settle(order, minutes=5)
        silent = order.state
        self.machine._finish(self.machine.brewing)
        self.settle(order, minutes=5)

        self.assertEqual(silent, "sending")
        self.assertEqual((order.state, self.orders_sent()), ("poured", 1))

    def test_given_brewing_when_it_fails_then_refused(self):
        order = self.order()

        self.machine.fail_brews = 1
        self.machine._finish(self.machine.brewing)
        self.settle(order, minutes=5)

        self.assertEqual((order.state, self.machine.poured), ("refused", []))

    def test_given_brewing_for_an_hour_then_unknown_for_that_reason(self):
        order = self.order()

        self.settle(order, seconds=const.ORDER_AGE + 1)

        self.assertEqual((order.state, self.orders_sent()), ("unknown", 1))
        self.assertIn("pouring it for too long", order.message)
        self.assertIn("Look at the machine", self.checkpoints(order).message)

    def test_given_no_answer_then_unknown_at_once_and_never_again(self):
        self.machine.faults.add(Fault("drop_answer", "POST", "/brews"))

        order = self.order()
        order._pour()
        self.env.invalidate_all()

        self.assertEqual((order.state, self.orders_sent()), ("unknown", 1))

    def test_given_brewing_without_id_then_unknown_for_that_reason(self):
        self.machine.faults.add(
            Fault("garble", "POST", "/brews", find=b'"id":"[^"]*"', replace=b'"id":""')
        )

        order = self.order()

        self.assertEqual((order.state, self.orders_sent()), ("unknown", 1))
        self.assertIn("does not name", order.message)
