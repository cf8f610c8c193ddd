# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.connector_coffee.tests.pour import PourMixin

from machines import Fault

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
