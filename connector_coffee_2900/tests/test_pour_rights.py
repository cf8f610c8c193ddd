# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Fault

from .common import Coffee2900Case

MANAGER = "connector.group_connector_manager"
LIMIT = "connector_coffee.daily_limit"


class TestPourRights(PourMixin, Coffee2900Case):
    def set_limit(self, number):
        self.env["ir.config_parameter"].set_param(LIMIT, number)

    def test_given_user_without_group_when_poured_then_refused(self):
        env = self.user("nobody", "base.group_user")

        with self.assertRaisesRegex(AccessError, "may not pour"):
            self.order(env=env)

        self.assertEqual(self.machine.poured, [])

    def test_given_machine_of_other_company_when_poured_then_refused(self):
        env = self.user("ada")
        other = self.env["res.company"].create({"name": "Other"})
        env.user.sudo().write(
            {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        )

        with self.assertRaises(AccessError):
            self.order(env=env)

        self.assertEqual(self.machine.poured, [])

    def test_given_two_users_then_each_sees_his_own_orders(self):
        ada, bruno = self.user("ada"), self.user("bruno")
        order = self.order(env=ada)

        self.assertEqual(ada["coffee.order"].search([]), order)
        self.assertFalse(bruno["coffee.order"].search([]))
        self.assertIn(
            order.id, self.user("chloe", MANAGER)["coffee.order"].search([]).ids
        )

    def test_given_user_then_orders_are_made_by_pouring_only(self):
        env = self.user("ada")

        with self.assertRaises(AccessError):
            env["coffee.order"].create({"drink_id": self.first_drink().id})
        with self.assertRaises(AccessError):
            self.order(env=env).write({"state": "draft"})

    def test_given_foreign_order_when_user_sends_it_then_refused(self):
        order = self.env["coffee.order"]._place(self.first_drink())

        with self.assertRaises(AccessError):
            order.with_env(self.user("bruno")).pour()

        self.assertEqual(self.machine.poured, [])

    def test_given_limit_of_2_then_third_is_refused_but_not_a_managers(self):
        self.set_limit(2)
        ada, chief = self.user("ada"), self.user("chief", MANAGER)

        for env in (ada, ada, chief, chief, chief):
            self.order(env=env)

        with self.assertRaisesRegex(UserError, "2 coffees of today"):
            self.order(env=ada)
        self.assertEqual(len(self.machine.poured), 5)

    def test_given_refused_orders_then_they_do_not_count(self):
        self.set_limit(1)
        ada = self.user("ada")
        self.machine.busy = True
        self.order(env=ada)
        self.machine.busy = False

        order = self.order(env=ada)

        self.assertEqual(order.state, "poured")

    def test_given_order_of_unknown_outcome_then_it_counts(self):
        self.set_limit(1)
        ada = self.user("ada")
        self.machine.faults.add(
            Fault("gateway", "POST", "/brews", status=503, times=None)
        )
        order = self.order(env=ada)
        order.with_env(self.env).sent_at -= timedelta(days=1)
        self.env.flush_all()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "unknown")
        with self.assertRaisesRegex(UserError, "1 coffees of today"):
            self.order(env=ada)

    def test_given_limit_0_then_none(self):
        self.set_limit("0")
        ada = self.user("ada")

        for _coffee in range(12):
            self.order(env=ada)

        self.assertEqual(len(self.machine.poured), 12)

    def test_given_setting_every_employee_then_users_may_pour(self):
        env = self.user("nobody", "base.group_user")

        with Form(self.env["res.config.settings"]) as settings:
            settings.group_coffee_user = True
        settings.save().execute()

        self.assertEqual(self.order(env=env).state, "poured")

    def test_given_poured_order_when_manager_rewrites_it_then_refused(self):
        order = self.order()
        manager = self.user("chloe", MANAGER)
        for values in (
            {"state": "draft"},
            {"state": "sending", "sent_at": "2026-01-01 00:00:00"},
            {"idempotency_key": "another"},
            {"coffee_id": False},
            {"drink_id": self.first_drink().id},
            {"user_id": manager.uid},
            {"location": "http://127.0.0.1:9"},
        ):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "buttons"):
                order.with_env(manager).write(values)

        order.with_env(manager).action_pour()
        self.env.invalidate_all()
        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_order_that_was_sent_then_nobody_makes_it_a_draft(self):
        order = self.order()

        with self.assertRaisesRegex(UserError, "was sent"):
            order.sudo().write({"state": "draft"})

        self.assertEqual(order.state, "poured")

    def test_given_manager_then_orders_are_made_by_pouring_only(self):
        manager = self.user("chloe", MANAGER)
        values = {"drink_id": self.first_drink().id}

        with self.assertRaises(AccessError):
            manager["coffee.order"].create({**values, "state": "poured"})
        with self.assertRaises(AccessError):
            manager["coffee.order"].with_context(default_state="poured").create(values)

    def forged(self):
        """Return a context, as an RPC call may bring it along, that forges orders."""
        other = self.user("bruno").user
        # enough for the short patience of the context to be over
        self.machine.faults.add(
            Fault("delay", "POST", "/brews", seconds=0.2, times=None)
        )
        return {
            "default_user_id": other.id,
            "default_state": "poured",
            "default_origin": "busy_watch",
            "default_idempotency_key": "forged",
            "default_coffee_id": "order-0",
            "coffee_pour_timeout": 1e-6,
        }

    def assert_not_forged(self, order, user):
        self.assertEqual((order.user_id, order.origin), (user, "manual"))
        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))
        self.assertEqual(order.coffee_id, self.machine.poured[0].id)
        self.assertNotEqual(order.idempotency_key, "forged")

    def test_given_context_that_forges_when_wizard_pours_then_it_is_cleaned(self):
        ada = self.user("ada")
        wizard = ada["coffee.pour"].create({"drink_id": self.first_drink().id})

        wizard.with_context(**self.forged()).action_pour()
        self.env.invalidate_all()

        self.assert_not_forged(ada["coffee.order"].search([]), ada.user)

    def test_given_context_that_forges_when_draft_is_poured_then_it_is_cleaned(self):
        ada = self.user("ada")
        orders = ada["coffee.order"]

        order = orders._place(self.first_drink().with_env(ada))
        order.with_context(**self.forged()).action_pour()
        self.env.invalidate_all()

        self.assert_not_forged(order, ada.user)

    def test_given_defaults_of_his_own_when_person_pours_then_they_do_not_count(self):
        ada = self.user("ada")
        for name, value in self.forged().items():
            if name.startswith("default_"):
                ada["ir.default"].set(
                    "coffee.order", name.removeprefix("default_"), value, user_id=True
                )

        order = self.order(env=ada)

        self.assert_not_forged(order, ada.user)

    def test_given_context_that_forges_when_unknown_then_checkpoint_waits(self):
        ada = self.user("ada")
        self.machine.faults.add(
            Fault("gateway", "POST", "/brews", status=503, times=None)
        )
        order = self.order(env=ada)
        order.with_env(self.env).sent_at -= timedelta(days=1)
        self.env.flush_all()

        context = {"default_state": "reviewed", "default_message": "Nothing"}
        order.with_context(**context).action_pour()
        self.env.invalidate_all()

        checkpoint = self.checkpoints(order)
        self.assertEqual(checkpoint.state, "need_review")

    def test_given_timeout_of_an_hour_then_nobody_waits_that_long(self):
        order = self.env["coffee.order"]._place(self.first_drink())

        patient = order.with_context(coffee_pour_timeout=3600)

        self.assertEqual(patient._timeout(), const.TIMEOUT)
