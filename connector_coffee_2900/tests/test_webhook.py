# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook

from odoo.tests import HttpCase, tagged

from .. import const
from .common import Coffee2900Case

WRITES = """
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_all_tables
    WHERE schemaname = 'public'
"""


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase, Coffee2900Case):
    """Pushes over a real connection, signed by the library's own signer."""

    def setUp(self):
        super().setUp()
        self.backend.action_register_webhook()

    def headers(self, body, message_id="msg_1", secret=None, age=0):
        """Return the headers of a push.

        :param age: seconds since it was signed
        """
        signed_at = datetime.now(timezone.utc) - timedelta(seconds=age)
        secret = secret or self.machine.webhook.target.secret
        signature = Webhook(secret).sign(message_id, signed_at, body.decode())
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(signed_at.timestamp())),
            "webhook-signature": signature,
        }

    def push(self, kind="brew.finished", backend_id=None, headers=None, **signing):
        """Push to Odoo; return the status that it answers."""
        body = json.dumps({"type": kind, "data": {"machine": "x"}}).encode()
        return self.post(body, headers or self.headers(body, **signing), backend_id)

    def post(self, body, headers, backend_id=None):
        path = f"{const.WEBHOOK_PATH}/{backend_id or self.backend.id}"
        return self.url_open(path, data=body, headers=headers).status_code

    def jobs(self):
        self.env.invalidate_all()
        return self.env["queue.job"].search(
            [("identity_key", "=like", f"coffee.import:{self.backend.id}:%")]
        )

    def writes(self):
        """Return how many rows were written since the transaction began."""
        self.env.cr.flush()
        self.env.cr.execute(WRITES)
        return self.env.cr.fetchone()[0]

    def assert_refused(self, status, call):
        """Assert that a push is refused and that the database does not notice."""
        before = self.writes()

        self.assertEqual(call(), status)

        self.assertEqual(self.writes(), before)
        self.assertFalse(self.jobs())

    def test_given_registered_then_machine_knows_address_and_secret(self):
        target = self.machine.webhook.target

        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        self.assertEqual(target.url, f"{base}/coffee/2900/webhook/{self.backend.id}")
        self.assertEqual(target.secret, self.backend.sudo().webhook_secret)

    def test_given_good_push_then_import_of_its_flow(self):
        pushes = {
            kind: flow.model_name
            for flow in self.backend._flows()
            for kind in flow._adapter()._pushes
        }
        self.assertEqual(len(pushes), 6)
        for kind, model_name in pushes.items():
            with self.subTest(kind):
                self.jobs().unlink()

                self.assertEqual(self.push(kind, message_id=f"msg_{kind}"), 204)

                self.assertEqual(self.jobs().model_name, model_name)
                self.assertEqual(self.jobs().method_name, "import_page")

    def test_given_burst_then_one_job(self):
        statuses = {self.push(message_id=f"msg_{number}") for number in range(20)}

        self.assertEqual(statuses, {204})
        self.assertEqual(len(self.jobs()), 1)

    def test_given_type_of_the_future_then_taken_and_nothing_woken(self):
        before = self.writes()

        self.assertEqual(self.push("machine.painted"), 204)

        self.assertFalse(self.jobs())
        self.assertEqual(self.writes(), before + 1)  # its id, so writes are noticed

    def test_given_unsigned_then_401_and_nothing_written(self):
        plain = {"Content-Type": "application/json"}

        self.assert_refused(401, lambda: self.push(headers=plain))

    def test_given_malformed_signatures_then_401_and_nothing_written(self):
        for name, value in (
            ("webhook-signature", "v1"),
            ("webhook-signature", "v1,%%%"),
            ("webhook-signature", "v1a,abc v2,def"),
            ("webhook-timestamp", "yesterday"),
            ("webhook-timestamp", "nan"),
            ("webhook-id", ""),
        ):
            with self.subTest(name=name, value=value):
                headers = {**self.headers(b"{}"), name: value}

                self.assert_refused(
                    401, lambda headers=headers: self.post(b"{}", headers)
                )

    def test_given_wrong_secret_then_401_and_nothing_written(self):
        secret = "whsec_" + "A" * 43 + "="

        self.assert_refused(401, lambda: self.push(secret=secret))

    def test_given_body_changed_on_the_way_then_401_and_nothing_written(self):
        headers = self.headers(b'{"type": "brew.finished"}')

        self.assert_refused(401, lambda: self.post(b'{"type": "level.low"}', headers))

    def test_given_no_text_or_no_object_then_401_and_nothing_written(self):
        self.assert_refused(401, lambda: self.post(b"\xff\xfe", self.headers(b"{}")))
        self.assert_refused(401, lambda: self.post(b"[1]", self.headers(b"[1]")))

    def test_given_type_that_is_no_word_then_401_and_nothing_written(self):
        for kind in (["brew.finished"], {"a": 1}, 7, None, True):
            with self.subTest(kind):
                self.assert_refused(401, lambda kind=kind: self.push(kind))

    def test_given_json_too_deep_then_401_and_nothing_written(self):
        deep = b"[" * 20_000 + b"]" * 20_000
        body = b'{"type": "brew.finished", "data": %s}' % deep

        self.assert_refused(401, lambda: self.post(body, self.headers(body)))

    def test_given_time_in_no_calendar_then_401_and_nothing_written(self):
        for moment in ("inf", "1e300", "-1e300", "9" * 400, "99999999999999"):
            with self.subTest(moment[:15]):
                headers = {**self.headers(b"{}"), "webhook-timestamp": moment}

                self.assert_refused(
                    401, lambda headers=headers: self.post(b"{}", headers)
                )

    def test_given_id_beyond_the_database_then_404_and_nothing_written(self):
        plain = {"Content-Type": "application/json"}

        for number in (2**31, 2**63, 10**400):
            with self.subTest(str(number)[:12]):
                self.assert_refused(
                    404,
                    lambda number=number: self.push(backend_id=number, headers=plain),
                )

    def test_given_older_than_five_minutes_then_401_and_nothing_written(self):
        self.assert_refused(401, lambda: self.push(age=301))
        self.assertEqual(self.push(age=290), 204)

    def test_given_seen_before_then_401_and_nothing_written(self):
        self.push(message_id="msg_again")
        self.jobs().unlink()

        self.assert_refused(401, lambda: self.push(message_id="msg_again"))

    def test_given_id_without_end_then_401_and_nothing_written(self):
        self.assert_refused(401, lambda: self.push(message_id="m" * 3000))

    def test_given_65_kib_then_413_and_nothing_written(self):
        body = b'{"type": "brew.finished", "x": "%s"}' % (b"x" * const.MAX_PUSH)

        self.assert_refused(413, lambda: self.post(body, self.headers(body)))

    def test_given_body_of_unknown_size_then_413_and_nothing_written(self):
        body = b'{"type": "brew.finished"}'

        self.assert_refused(413, lambda: self.post(iter([body]), self.headers(body)))

    def test_given_unknown_machine_then_404_and_nothing_written(self):
        self.assert_refused(404, lambda: self.push(backend_id=self.backend.id + 999))

    def test_given_archived_machine_then_404_and_nothing_written(self):
        self.backend.active = False

        self.assert_refused(404, self.push)

    def test_given_machine_of_another_version_then_404_and_nothing_written(self):
        # a version whose addon is gone, and that never was a 2900
        self.env.cr.execute(
            "UPDATE coffee_backend SET version = '1' WHERE id = %s", [self.backend.id]
        )
        self.backend.invalidate_recordset()

        self.assert_refused(404, self.push)

    def test_given_rotated_when_old_and_new_secret_then_both_good_until_next(self):
        first = self.machine.webhook.target.secret
        self.backend.action_rotate_webhook_secret()
        second = self.machine.webhook.target.secret

        both = [
            self.push(message_id="msg_a", secret=first),
            self.push(message_id="msg_b", secret=second),
        ]
        self.backend.action_rotate_webhook_secret()
        third = self.machine.webhook.target.secret
        later = [
            self.push(message_id="msg_c", secret=first),
            self.push(message_id="msg_d", secret=second),
            self.push(message_id="msg_e", secret=third),
        ]

        self.assertEqual((both, later), ([204, 204], [401, 204, 204]))

    def test_given_old_ids_when_vacuum_then_gone_and_young_ones_stay(self):
        self.push(message_id="msg_old")
        self.push(message_id="msg_young")
        messages = self.env["coffee.webhook.message"]
        old = messages.search([("message_id", "=", "msg_old")])
        old.received_at -= timedelta(seconds=const.SEEN_FOR + 1)

        messages._gc_messages()

        self.assertEqual(messages.search([]).mapped("message_id"), ["msg_young"])
