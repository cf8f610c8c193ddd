# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import new_test_user

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)

from coffee_machines import Fault

from .common import Coffee2900Case


class TestImportPipeline(Coffee2900Case):
    machine_options = {"seed": 7, "brews": 1200, "drinks": 5, "cards": 6}

    def count(self, model_name):
        return self.env[model_name].search_count([("backend_id", "=", self.backend.id)])

    def cursor(self):
        return self.backend._flow_of("coffee.brew")

    def spoil(self, number):
        """Break some of the first 1000 brews, each in a way of its own."""
        ways = [
            {"additions": ("milk\0",)},  # the database refuses it
            {"result": "exploded"},  # no value of the selection field
            {"duration": "long"},  # not a number
            {"price": None},  # a required field is missing
            {"started_at": None},
        ]
        for position in range(number):
            brew = self.machine.brews[100 * position + 50]
            for name, value in ways[position % len(ways)].items():
                setattr(brew, name, value)

    def test_given_7_bad_rows_of_1000_then_993_and_7_checkpoints_and_next_page(self):
        self.spoil(7)

        jobs = self.import_flow("coffee.brew")

        self.assertEqual(jobs, 2)
        self.assertEqual(self.count("coffee.brew"), 1193)
        sync = self.last_sync()
        self.assertEqual((sync.pages, sync.created, sync.failed), (2, 1193, 7))
        checkpoints = self.env["coffee.checkpoint"].search([("sync_id", "=", sync.id)])
        fields = ["additions", "result", "duration", "price.amount", "started_at"]
        self.assertEqual(
            {checkpoint.key for checkpoint in checkpoints},
            {
                f"row:coffee.brew:{self.machine.brews[100 * position + 50].id}:"
                f"{fields[position % 5]}"
                for position in range(7)
            },
        )
        self.assertIn("exploded", " ".join(checkpoints.mapped("message")))

    def test_given_bad_rows_on_two_pages_then_managers_are_told_once(self):
        manager = new_test_user(
            self.env, "manager", groups="connector.group_connector_manager"
        )
        self.spoil(7)
        self.machine.brews[1100].duration = "long"
        before = self.backend.message_ids

        self.import_flow("coffee.brew")

        message = self.backend.message_ids - before
        self.assertEqual(len(message), 1)
        self.assertIn("8 of 1200 rows were not imported", message.body)
        self.assertIn(manager.partner_id, message.notified_partner_ids)

    def test_given_rows_refused_again_then_managers_are_told_of_new_ones_only(self):
        self.spoil(7)
        self.import_again()
        before = self.backend.message_ids
        self.checkpoints()[:3].action_review()

        self.import_again()

        self.assertEqual(self.last_sync().failed, 7)
        self.assertFalse(self.backend.message_ids - before)

        self.machine.brews[1100].duration = "long"
        self.import_again()

        message = self.backend.message_ids - before
        self.assertIn("8 of 1200 rows were not imported", message.body)

    def import_again(self):
        """Import all brews from the first to the last."""
        self.cursor().position = False
        self.import_flow("coffee.brew")

    def test_given_bytes_that_are_no_text_in_a_row_then_only_that_row_is_refused(self):
        self.machine.gzip = False
        self.machine.faults.add(
            Fault("garble", path="/brews", find=b'"brew-7"', replace=b'"\xff"')
        )

        self.import_flow("coffee.brew")

        sync = self.last_sync()
        self.assertEqual((sync.created, sync.failed), (1199, 1))

    def test_given_times_before_the_calendar_then_rows_are_refused_and_next_page(self):
        self.machine.gzip = False
        self.machine.faults.add(
            Fault(
                "garble",
                path="/brews",
                find=rb'"started_at":\s*"[^"]*"',
                replace=b'"started_at": "0001-01-01T00:00:00+14:00"',
            )
        )

        self.import_flow("coffee.brew")

        self.assertEqual(self.last_sync().failed, 1000)
        self.assertEqual(self.count("coffee.brew"), 200)

    def test_given_same_page_twice_then_nothing_new_and_checkpoints_counted(self):
        self.spoil(7)
        self.import_flow("coffee.brew")

        self.cursor().position = False
        self.import_flow("coffee.brew")

        sync = self.last_sync()
        self.assertEqual((sync.created, sync.updated), (0, 0))
        self.assertEqual((sync.unchanged, sync.failed), (1193, 7))
        checkpoints = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("key", "=like", "row:%")]
        )
        self.assertEqual(checkpoints.mapped("count"), [2] * 7)

    def test_given_row_changed_to_nonsense_then_checkpoint_and_the_old_stays(self):
        self.import_flow("coffee.brew")
        self.machine.brews[5].result = "exploded"
        self.machine.brews[6].duration = 77

        self.cursor().position = False
        self.import_flow("coffee.brew")

        sync = self.last_sync()
        self.assertEqual((sync.updated, sync.unchanged, sync.failed), (1, 1198, 1))

    def test_given_cursor_gone_then_starts_over_and_doubles_nothing(self):
        self.import_flow("coffee.brew")
        self.machine.expire_cursors()

        self.import_flow("coffee.brew")

        self.assertEqual(self.count("coffee.brew"), 1200)
        self.assertEqual(self.last_sync().unchanged, 1200)

    def test_given_drink_that_machine_forgot_then_placeholder_and_checkpoint(self):
        gone = self.machine.brews[0].drink_id
        self.machine.remove(gone)

        self.import_flow("coffee.brew")

        self.assertEqual(self.count("coffee.brew"), 1200)
        placeholder = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", gone)]
        )
        checkpoint = self.env["coffee.checkpoint"].search(
            [("model", "=", placeholder._name), ("res_id", "=", placeholder.id)]
        )
        self.assertIn("does not know it any more", checkpoint.message)

    def import_one_page(self):
        return self.env["coffee.brew"].import_page(self.backend)

    def test_given_wrong_password_then_error_names_the_field(self):
        self.backend.password = "wrong"

        with self.assertRaisesRegex(CoffeeConfigurationError, "Password"):
            self.import_one_page()

    def test_given_location_of_nothing_then_error_names_the_field(self):
        self.backend.location = "coffee machine"

        with self.assertRaisesRegex(CoffeeConfigurationError, "Location"):
            self.import_one_page()

    def test_given_inactive_currency_then_error_names_it(self):
        self.env.company.currency_id = self.env.ref("base.USD")
        self.env.ref("base.EUR").active = False

        with self.assertRaisesRegex(CoffeeConfigurationError, "EUR"):
            self.import_one_page()

    def test_given_too_many_requests_then_retry_after_is_honoured(self):
        self.machine.faults.add(
            Fault("status", path="/brews", status=429, headers={"Retry-After": "42"})
        )

        with self.assertRaises(CoffeeRetryableError) as caught:
            self.import_one_page()

        self.assertEqual(caught.exception.seconds, 42)

    def test_given_answer_cut_short_then_retry_and_cursor_stays(self):
        self.machine.faults.add(Fault("cut", path="/brews"))

        with self.assertRaises(CoffeeRetryableError):
            self.import_one_page()

        self.assertFalse(self.cursor().position)

    def test_given_garbage_then_protocol_error_with_excerpt_and_cursor_stays(self):
        self.machine.faults.add(
            Fault("status", path="/brews", status=200, body=b"<html>Hello</html>")
        )

        with self.assertRaisesRegex(CoffeeProtocolError, "<html>Hello"):
            self.import_one_page()

        self.assertFalse(self.cursor().position)

    def test_given_machine_off_then_error_is_retried(self):
        self.machine.stop()

        with self.assertRaises(CoffeeRetryableError) as caught:
            self.import_one_page()

        self.assertFalse(caught.exception.ignore_retry)

    def test_given_unreachable_when_it_answers_then_ready(self):
        self.backend._set_state("unreachable")

        self.import_one_page()

        self.assertEqual(self.backend.state, "ready")

    def test_given_endless_answer_then_protocol_error(self):
        self.machine.faults.add(
            Fault("status", path="/brews", status=200, body=b" " * (const.MAX_BODY + 1))
        )

        with self.assertRaisesRegex(CoffeeProtocolError, "larger than"):
            self.import_one_page()

    def test_given_run_when_nothing_changed_then_nothing_but_the_run_is_written(self):
        self.import_flow("coffee.brew")
        self.cursor().position = False
        self.env.flush_all()
        before = self.versions_of_rows()

        self.import_flow("coffee.brew")
        self.env.flush_all()

        self.assertEqual(self.versions_of_rows(), before)

    def versions_of_rows(self):
        """Return where PostgreSQL keeps each row: a write would move it."""
        self.env.cr.execute("SELECT id, ctid::text, xmin::text FROM coffee_brew")
        return self.env.cr.fetchall()
