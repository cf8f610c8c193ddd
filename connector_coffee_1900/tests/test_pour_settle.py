# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Fault

from .common import Coffee1900Case

MANAGER = "connector.group_connector_manager"


class TestPourSettle(PourMixin, Coffee1900Case):
    """Orders that no machine can settle: of unknown outcome, or never sent."""

    def unknown_order(self, env=None):
        self.machine.faults.add(Fault("drop_answer", method="BREW"))
        order = self.order(env=env)
        self.assertEqual(order.state, "unknown")
        return order

    def draft_order(self, env=None):
        order = (env or self.env)["coffee.order"]._place(self.first_drink())
        self.env.invalidate_all()
        return order

    def assert_settled_by(self, user, order, state):
        """Assert that an order and its checkpoint tell who has settled it."""
        checkpoint = self.checkpoints(order)
        self.assertEqual(order.state, state)
        self.assertIn(user.name, order.message)
        self.assertEqual(order.message_ids[0].author_id, user.partner_id)
        self.assertEqual(checkpoint.state, "reviewed")
        self.assertEqual(checkpoint.reviewed_by_id, user)

    def test_given_unknown_when_manager_saw_coffee_then_poured_and_who_says_so(self):
        order, env = self.unknown_order(), self.user("chloe", MANAGER)

        order.with_env(env).action_settle_poured()

        self.assert_settled_by(env.user, order, "poured")

    def test_given_unknown_when_manager_saw_none_then_refused_and_who_says_so(self):
        order, env = self.unknown_order(), self.user("chloe", MANAGER)

        order.with_env(env).action_settle_not_poured()

        self.assert_settled_by(env.user, order, "refused")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_unknown_when_user_settles_it_then_refused(self):
        env = self.user("ada")
        order = self.unknown_order(env)

        with self.assertRaises(AccessError):
            order.with_env(env).action_settle_not_poured()

        self.assertEqual(order.state, "unknown")
        self.assertEqual(self.checkpoints(order).state, "need_review")

    def test_given_settled_when_settled_again_then_error_and_nothing_changes(self):
        order = self.unknown_order()
        order.action_settle_poured()

        with self.assertRaisesRegex(UserError, "known already"):
            order.action_settle_not_poured()

        self.assertEqual(order.state, "poured")

    def test_given_draft_when_poured_then_one_coffee(self):
        order = self.draft_order()

        order.action_pour()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_draft_when_user_cancels_then_refused_and_cannot_be_sent(self):
        env = self.user("ada")
        order = self.draft_order(env)

        order.with_env(env).action_cancel()
        order._pour()
        self.env.invalidate_all()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertIn("ada", order.message)

    def test_given_foreign_draft_when_user_cancels_then_refused(self):
        order = self.draft_order()

        with self.assertRaises(AccessError):
            order.with_env(self.user("bruno")).action_cancel()

        self.assertEqual(order.state, "draft")

    def test_given_poured_when_cancelled_then_still_poured(self):
        order = self.order()

        order.action_cancel()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")

    def test_given_drafts_when_cron_then_the_one_of_an_hour_ago_is_cancelled(self):
        old, young = self.draft_order(), self.draft_order()
        since = fields.Datetime.now() - timedelta(seconds=const.ORDER_AGE + 1)
        self.env.cr.execute(
            "UPDATE coffee_order SET create_date = %s WHERE id = %s", [since, old.id]
        )

        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual((old.state, young.state), ("refused", "draft"))
        self.assertEqual(self.machine.poured, [])
