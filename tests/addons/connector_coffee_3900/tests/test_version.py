# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timezone
from decimal import Decimal

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
)
from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from coffee_machines import Coffee3900


class TestVersion(CoffeeMachineCase):
    """A third-party machine with one adapter and nothing else."""

    machine_class = Coffee3900

    def test_given_one_adapter_when_import_now_then_only_its_flow(self):
        with self.trap_jobs() as trap:
            self.backend.action_import_now()

        self.assertEqual(
            [job.model_name for job in trap.enqueued_jobs], ["coffee.brew"]
        )

    def test_given_one_adapter_when_import_then_brews_with_placeholder_drinks(self):
        self.import_flow("coffee.brew")

        self.assertEqual(self.backend.brew_count, len(self.machine.brews))
        self.assertEqual(
            set(
                self.env["coffee.product.product"]
                .search([("backend_id", "=", self.backend.id)])
                .mapped("coffee_id")
            ),
            {brew.drink_id for brew in self.machine.brews},
        )

    def test_given_flow_that_it_has_not_when_forced_then_error_says_so(self):
        with self.assertRaisesRegex(CoffeeConfigurationError, "drinks"):
            self.env["coffee.product.product"].import_page(self.backend)

    def test_given_bad_brews_when_import_then_each_is_a_checkpoint_and_the_rest_is_in(
        self,
    ):
        first, second, third, fourth, *rest = self.machine.brews
        self.machine.damage(first.seq, at="yesterday")
        self.machine.damage(second.seq, paid="a lot")
        self.machine.damage(third.seq, drink=None)
        self.machine.damage(fourth.seq, at=10**17)

        self.import_flow("coffee.brew")

        self.assertEqual(self.backend.brew_count, len(rest))
        messages = "\n".join(
            self.env["coffee.checkpoint"]
            .search([("backend_id", "=", self.backend.id), ("key", "like", "row:%")])
            .mapped("message")
        )
        for brew, reason in (
            (first, "TypeError"),
            (second, "InvalidOperation"),
            (third, "KeyError"),
            (fourth, "OSError"),
        ):
            line = rf"(?m)^{brew.seq} was not imported\..*{reason}"
            self.assertRegex(messages, line)

    def test_given_fractions_when_import_then_money_is_exact(self):
        brew, *_rest = self.machine.brews
        self.machine.damage(brew.seq, paid=1.15)

        with self.backend.work_on("coffee.brew") as work:
            page = work.component(usage="backend.adapter").read_page(None, 10)

        self.assertEqual(page.rows[0].amount, Decimal("1.15"))

    def test_given_moment_when_import_then_it_is_kept_in_utc(self):
        self.import_flow("coffee.brew")

        brew = self.machine.brews[0]
        found = self.env["coffee.brew"].search([("coffee_id", "=", str(brew.seq))])
        moment = brew.started_at.astimezone(timezone.utc).replace(tzinfo=None)
        self.assertEqual(found.started_at, moment.replace(microsecond=0))

    def test_given_last_brew_without_id_when_import_then_rest_is_in_up_to_it(self):
        *rest, last = self.machine.brews
        self.machine.damage(last.seq, id=None)

        self.env["coffee.brew"].import_page(self.backend)

        self.assertEqual(self.backend.brew_count, len(rest))
        position = self.backend._flow_of("coffee.brew").position
        self.assertEqual(position, str(rest[-1].seq))

    def test_given_no_brew_with_id_when_import_then_protocol_error(self):
        self.machine.broken = b'[{"drink": "1"}, {"id": null}, {"id": [1]}]'

        with self.assertRaisesRegex(CoffeeProtocolError, "no ID"):
            self.env["coffee.brew"].import_page(self.backend)

        self.assertEqual(self.backend.brew_count, 0)

    def test_given_nonsense_in_one_brew_when_import_then_the_others_are_in(self):
        good = '{"id": "%s", "drink": "1", "at": 1, "paid": "1", "currency": "EUR"}'
        for name, nonsense in (
            ("paid", b"1" + b"0" * 400),
            ("paid", b"1" + b"0" * 6000),
            ("paid", b"1e400"),
            ("paid", b"NaN"),
            ("drink", b"[" * 2000 + b"]" * 2000),
            ("drink", b'"\\ud800"'),
            ("drink", b'"\xff"'),
            ("drink", b'{"a": 1}'),
            ("drink", b"7"),
            ("currency", b"[1]"),
            ("at", b"-99999999999"),
            ("id", b'"\\u0000"'),
            ("id", b"9"),
        ):
            with self.subTest(name=name, nonsense=nonsense[:12]):
                self.env["coffee.brew"].search([]).unlink()
                bad = json.dumps({**json.loads(good % 2), name: "mark"}).encode()
                records = [good % 1, bad.decode("latin-1"), good % 3]
                body = ("[%s]" % ", ".join(records)).encode("latin-1")
                self.machine.broken = body.replace(b'"mark"', nonsense)

                self.env["coffee.brew"].import_page(self.backend)
                self.env.flush_all()

                found = self.env["coffee.brew"].search([]).mapped("coffee_id")
                self.assertEqual(set(found), {"1", "3"})
                self.assertEqual(self.last_sync().failed, 1)
                self.backend._flow_of("coffee.brew").sync_id = False

    def test_given_answer_that_is_no_list_when_import_then_excerpt_is_told(self):
        self.machine.broken = b"<html>Welcome</html>"

        with self.assertRaisesRegex(CoffeeProtocolError, "<html>"):
            self.env["coffee.brew"].import_page(self.backend)

    def test_given_one_adapter_when_previewed_then_brews_with_new_drinks(self):
        action = self.backend.action_preview()
        preview = self.env["coffee.preview"].browse(action["res_id"])

        self.assertEqual(preview.flow_ids.mapped("model_name"), ["coffee.brew"])
        self.assertEqual(preview.created, len(self.machine.brews))
        drink = self.machine.brews[0].drink_id
        self.assertIn(f"Drink: new drink {drink}", preview.created_ids[0].text)
        self.assertFalse(self.backend.brew_count)

    def test_given_machine_that_does_not_introduce_itself_when_diagnosed_then_said(
        self,
    ):
        self.share_transaction()
        answering = self.checks()
        self.backend.location = "http://127.0.0.1:9"

        dead = self.checks()

        self.assertEqual(answering["Machine"], "good")
        self.assertEqual(answering["Clock"], "unknown")
        self.assertEqual(dead["Machine"], "bad")
        self.assertIn("Import of brews", dead)

    def checks(self):
        """Diagnose; return the level of each check."""
        action = self.backend.action_diagnose()
        diagnosis = self.env["coffee.diagnosis"].browse(action["res_id"])
        return {check.name: check.level for check in diagnosis.check_ids}
