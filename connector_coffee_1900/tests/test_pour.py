# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from base64 import b64encode
from contextlib import closing
from unittest.mock import patch

from freezegun import freeze_time

from odoo import api, sql_db

from odoo.addons.connector.database import pg_try_advisory_lock
from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Fault

from .common import Coffee1900Case

# what may stand between Odoo and a machine says that it did not get through
BODY = b"ERR: 1"
GATEWAY = (300, 307, 401, 403, 404, 405, 406, 408, 425, 429, 500, 503, 520, 524, 599)


class TestPour(PourMixin, Coffee1900Case):
    def test_given_drink_and_additions_when_poured_then_machine_pours_them(self):
        drink = self.drink("3")
        drink.additions = "milk-type=Skim, syrup-type=Vanilla"

        order = self.order(drink, "milk-type=Skim")

        (coffee,) = self.machine.poured
        self.assertEqual(str(coffee.selection), drink.coffee_id)
        self.assertEqual(coffee.additions, ("milk-type=Skim",))
        self.assertEqual(order.state, "poured")

    def test_given_second_pot_in_location_then_it_pours(self):
        self.backend.location = self.backend.location.replace("pot-0", "pot-1")

        self.order(self.drink("3"))

        self.assertEqual(self.machine.requests[-1].target, "/pot-1/3")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_teapot_then_refused_and_names_the_field(self):
        self.backend.location = self.backend.location.replace("pot-0", "pot-2")

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertRegex(order.message, "Location.*teapot")

    def test_given_unknown_addition_then_refused_with_those_it_has(self):
        drink = self.first_drink()
        drink.additions = "milk-type=Camel"

        order = self.order(drink, "milk-type=Camel")

        self.assertEqual(order.state, "refused")
        self.assertIn("milk-type=Skim", order.message)
        self.assertEqual(self.machine.poured, [])

    def test_given_offensive_combination_then_refused(self):
        drink = self.first_drink()
        drink.additions = "milk-type=Skim, syrup-type=Chocolate"

        order = self.order(drink, drink.additions)

        self.assertEqual(order.state, "refused")
        self.assertIn("offends", order.message)

    def test_given_empty_machine_then_refused_with_what_is_missing(self):
        self.machine.set_level("cups", 0)

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("Cups", order.message)

    def test_given_empty_machine_when_refilled_then_its_checkpoint_comes_and_goes(self):
        self.machine.set_level("cups", 0)
        self.order()
        self.order()

        alert = self.env["coffee.checkpoint"]._waiting(self.backend, "alert:%")
        self.import_flow("coffee.consumable")
        before = (alert.message, alert.state)
        self.machine.refill("cups")
        self.import_flow("coffee.consumable")

        self.assertEqual(before, ("Cups is missing.", "need_review"))
        self.assertEqual(alert.state, "reviewed")

    def test_given_started_then_poured(self):
        self.machine.brew_seconds = 0.1

        order = self.order()

        self.assertEqual(order.state, "poured")

    def test_given_no_answer_then_unknown_checkpoint_and_never_again(self):
        self.machine.faults.add(Fault("drop_answer", method="BREW"))

        order = self.order()
        order._pour()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "unknown")
        self.assertEqual(len(self.machine.poured), 1)
        self.assertIn("Look at the machine", self.checkpoints(order).message)

    def drink_of_busy_machine(self):
        """Let another job of ours talk to a machine; return it and a drink there.

        The machine is a new one: this test has talked to its own already, and holds
        the lock until the end.
        """
        backend = self.create_backend(
            version="1900", location=self.machine.location, state="ready"
        )
        drink = self.env["coffee.product.product"].create(
            {"name": "Coffee", "backend_id": backend.id, "coffee_id": "3"}
        )
        cr = self.enterContext(closing(sql_db.db_connect(self.env.cr.dbname).cursor()))
        env = api.Environment(cr, self.env.uid, {})
        self.assertTrue(pg_try_advisory_lock(env, f"coffee.machine:{backend.id}"))
        self.machine.requests.clear()
        return cr, drink

    def test_given_job_talks_to_machine_when_it_ends_in_time_then_poured(self):
        job, drink = self.drink_of_busy_machine()

        with patch("time.sleep", side_effect=lambda _seconds: job.close()):
            order = self.order(drink)

        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_job_talks_to_machine_for_long_then_busy_and_on_the_menu(self):
        _job, drink = self.drink_of_busy_machine()

        with freeze_time(auto_tick_seconds=1):
            order = self.order(drink)

        self.assertEqual((order.state, len(self.machine.requests)), ("refused", 0))
        self.assertEqual(drink.backend_id.state, "ready")
        self.assertTrue(drink.can_be_poured)
        self.assertIn("busy", order.message)

    def test_given_somebody_at_the_machine_then_refused_and_on_the_menu(self):
        self.machine.busy = True

        order = self.order()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertIn("another coffee", order.message)
        self.assertEqual(self.backend.state, "ready")

    def test_given_gateway_answers_after_pour_then_unknown_with_checkpoint(self):
        headers = {"Content-Type": "text/html", "Retry-After": "5"}
        for number, status in enumerate(GATEWAY, start=1):
            with self.subTest(status=status):
                self.machine.faults.add(
                    Fault("gateway", "BREW", status=status, headers=headers, body=BODY)
                )

                order = self.order()

                self.assertEqual(order.state, "unknown")
                self.assertEqual(len(self.machine.poured), number)
                self.assertIn("Look at the machine", self.checkpoints(order).message)

    def test_given_wrong_password_then_refused_and_names_the_fields(self):
        self.machine.username, self.machine.password = "pot", "secret"

        order = self.order()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertIn("User and Password", order.message)

    def test_given_refusal_that_quotes_password_then_order_is_short_and_silent(self):
        self.machine.username, self.machine.password = "pot", "$ecret/1900"
        self.backend.write({"username": "pot", "password": "$ecret/1900"})
        basic = b64encode(b"pot:$ecret/1900").decode()
        headers = {"Safe": "no", "Content-Type": "text/plain"}
        for status in (403, 404, 406, 503):
            for before in (0, *range(const.EXCERPT - 20, const.EXCERPT + 1, 5), 9999):
                body = "x" * before + "$ecret/1900" + basic + "y" * 9999
                self.machine.faults.add(
                    Fault("status", "BREW", status=status, headers=headers, body=body)
                )

                order = self.order()

                with self.subTest(status=status, before=before):
                    self.assertEqual(order.state, "refused")
                    self.assertLess(len(order.message), const.EXCERPT + 120)
                    self.assertNotIn("$e", order.message)
                    self.assertNotIn(basic[:4], order.message)

    def test_given_refusal_in_html_that_is_none_then_refused_with_its_text(self):
        body = '<?xml version="1.0" encoding="utf-8"?><p>Offends</p>'
        headers = {"Safe": "no", "Content-Type": "text/html; charset=idna"}
        self.machine.faults.add(
            Fault("status", "BREW", status=403, headers=headers, body=body)
        )

        order = self.order()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertIn("Offends", order.message)
