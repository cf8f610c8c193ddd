# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user

from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Coffee2900, Fault

from .common import Coffee2900Case


class TestBusyWatch(PourMixin, Coffee2900Case):
    def setUp(self):
        super().setUp()
        # jobs, orders and choices of others are no part of these tests
        self.env.cr.execute(
            "DELETE FROM queue_job;"
            " DELETE FROM coffee_order;"
            " DELETE FROM coffee_busy_choice"
        )
        self.choose(self.first_drink())

    def choose(self, drink):
        """Let the watch pour a drink, after those chosen before."""
        self.env["coffee.busy.choice"].create(
            {"backend_id": drink.backend_id.id, "drink_id": drink.id}
        )

    def second_machine(self):
        """Connect another machine; return it and its first drink."""
        machine = self.enterContext(Coffee2900(seed=8, brews=5, drinks=2, cards=1))
        backend = self.create_backend(
            name="Hall",
            version="2900",
            location=machine.location,
            username=machine.username,
            password=machine.password,
        )
        self.env["coffee.product.product"].import_page(backend)
        drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", backend.id)], limit=1
        )
        return machine, drink

    def job(self, minutes, state="pending", **values):
        """Make a job that has waited, or run, for so long."""
        job = self.env["coffee.brew"].with_delay(**values).import_page(self.backend)
        self.env.flush_all()
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        self.env.cr.execute(
            "UPDATE queue_job SET state = %s, date_created = %s, date_started = %s"
            " WHERE uuid = %s",
            [state, since, since if state == "started" else None, job.uuid],
        )
        self.env.invalidate_all()

    def watch(self):
        orders = self.env["coffee.busy.watch"]._cron_watch()
        self.env.invalidate_all()
        return orders

    def test_given_nothing_to_do_then_no_coffee(self):
        self.job(500, state="done")
        self.job(1)
        self.job(500, eta=fields.Datetime.now() + timedelta(hours=1))

        self.assertFalse(self.watch())
        self.assertEqual(self.machine.poured, [])

    def test_given_due_job_waits_too_long_then_coffee_with_figures(self):
        self.job(20)
        self.job(1, state="started")

        order = self.watch()

        self.assertEqual((order.origin, order.state), ("busy_watch", "poured"))
        self.assertEqual((order.waited // 60, order.ran // 60), (20, 1))
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_job_runs_too_long_then_coffee(self):
        self.job(40, state="started", description="Long one")

        order = self.watch()

        self.assertEqual((order.ran // 60, order.busy_with), (40, "Long one"))
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_busy_for_a_day_then_once_a_cool_down_up_to_the_cap(self):
        self.job(20)
        start = fields.Datetime.now().replace(hour=0, minute=30)
        poured = []
        for minutes in range(0, 10 * 60, 10):
            with freeze_time(start + timedelta(days=1, minutes=minutes)):
                order = self.watch()
                # the database does not know of the frozen clock
                self.env.cr.execute(
                    "UPDATE coffee_order SET create_date = %s WHERE id IN %s",
                    [fields.Datetime.now(), tuple(order.ids or [0])],
                )
                poured += [minutes] if order else []

        self.assertEqual(poured, [0, 60, 120, 180])
        self.assertEqual(len(self.machine.poured), 4)

    def test_given_first_machine_empty_then_next_one_pours(self):
        other, drink = self.second_machine()
        self.choose(drink)
        self.machine.set_level("beans", 0)
        self.job(20)

        first, second = self.watch()

        self.assertEqual((first.state, second.state), ("refused", "poured"))
        self.assertEqual(second.previous_id, first)
        self.assertEqual((len(self.machine.poured), len(other.poured)), (0, 1))

    def test_given_first_machine_does_not_answer_then_no_second_coffee(self):
        other, drink = self.second_machine()
        self.choose(drink)
        self.machine.faults.add(
            Fault("drop_answer", method="POST", path="/brews", times=9)
        )
        self.job(20)

        order = self.watch()

        self.assertEqual(order.state, "sending")
        self.assertEqual((len(self.machine.poured), len(other.poured)), (1, 0))

    def test_given_all_machines_off_then_it_gives_up_until_cool_down_is_over(self):
        other, drink = self.second_machine()
        self.choose(drink)
        other.stop()
        self.machine.busy = True
        self.job(20)

        tried = self.watch()
        requests = len(self.machine.requests)
        again = [self.watch() for _minute in range(10)]

        self.assertEqual(tried.mapped("state"), ["refused", "refused"])
        self.assertEqual([bool(orders) for orders in again], [False] * 10)
        self.assertEqual(len(self.machine.requests), requests)

    def test_given_busy_then_managers_are_told_in_inbox_and_live(self):
        manager = new_test_user(
            self.env,
            "chief",
            groups="base.group_user,connector.group_connector_manager",
            notification_type="inbox",
        )
        user = new_test_user(self.env, "ada", notification_type="inbox")
        self.job(20, description="Import all")
        self.env["bus.bus"].search([]).unlink()

        order = self.watch()

        message = order.message_ids.search(
            [("model", "=", order._name), ("res_id", "=", order.id)], limit=1
        )
        inbox = message.notification_ids.filtered(
            lambda notification: notification.notification_type == "inbox"
        )
        self.assertIn(manager.partner_id, inbox.res_partner_id)
        self.assertNotIn(user.partner_id, inbox.res_partner_id)
        self.assertIn("Import all", message.body)
        live = [
            json.loads(row.message)
            for row in self.env["bus.bus"].search([])
            if f'"res.partner",{manager.partner_id.id}]' in row.channel.replace(" ", "")
        ]
        self.assertIn("simple_notification", [note["type"] for note in live])

    def test_given_settings_then_cron_and_figures_follow(self):
        cron = self.env.ref("connector_coffee.ir_cron_busy_watch")
        self.assertFalse(cron.active)

        with Form(self.env["res.config.settings"]) as settings:
            settings.coffee_busy_watch = True
            settings.coffee_busy_threshold = 30
        settings.save().execute()

        self.assertTrue(cron.active)
        self.job(20)
        self.assertFalse(self.watch())

    def test_given_drink_of_other_machine_when_chosen_then_refused(self):
        _machine, drink = self.second_machine()

        with self.assertRaisesRegex(ValidationError, "not a drink of"):
            self.env["coffee.busy.choice"].create(
                {"backend_id": self.backend.id, "drink_id": drink.id}
            )
