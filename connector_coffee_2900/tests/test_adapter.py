# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime

import requests

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
    CoffeeRetryableError,
)

from coffee_machines import Fault

from ..token import BearerToken
from .common import Coffee2900Case


class TestAdapter(Coffee2900Case):
    def adapter(self, model_name="coffee.product.product"):
        work = self.enterContext(self.backend.work_on(model_name))
        return work.component(usage="backend.adapter")

    def read_drinks(self):
        return self.adapter().read_page(None, 10).rows

    def tokens_asked_for(self):
        return sum("oauth" in request.path for request in self.machine.requests)

    # access

    def test_given_many_requests_then_one_token(self):
        for _time in range(3):
            self.read_drinks()

        self.assertEqual(self.tokens_asked_for(), 1)

    def test_given_token_expired_early_then_one_new_and_one_repeat(self):
        self.read_drinks()
        self.machine.tokens.expire()

        found = self.read_drinks()

        self.assertEqual(len(found), len(self.machine.drinks))
        self.assertEqual(self.tokens_asked_for(), 2)

    def test_given_token_about_to_expire_then_renewed_before(self):
        self.machine.tokens.expires_in = 20

        self.read_drinks()
        self.read_drinks()

        self.assertEqual(self.tokens_asked_for(), 2)
        self.assertNotIn(401, [request.status for request in self.machine.requests])

    def test_given_new_token_refused_too_then_configuration_error(self):
        self.machine.refuse("unauthorized", path="/drinks", times=None)

        with self.assertRaisesRegex(CoffeeConfigurationError, "User and Password"):
            self.read_drinks()

        self.assertEqual(self.tokens_asked_for(), 2)

    def test_given_password_changed_in_odoo_then_new_token(self):
        self.read_drinks()
        self.machine.tokens.password = "new"
        self.backend.password = "new"

        self.read_drinks()

        self.assertEqual(self.tokens_asked_for(), 2)

    def test_given_threads_without_token_then_one_of_them_asks(self):
        self.machine.faults.add(Fault("delay", path="/oauth", seconds=0.2, times=None))

        def issue():
            form = {"grant_type": "client_credentials"}
            answer = requests.post(
                self.machine.location + "/v1/oauth/token",
                data=form,
                auth=(self.machine.username, self.machine.password),
                timeout=10,
            ).json()
            return answer["access_token"], answer["expires_in"]

        tokens = []
        threads = [
            threading.Thread(
                target=lambda: tokens.append(BearerToken(self.id(), issue).token())
            )
            for _thread in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        self.assertEqual((len(tokens), len(set(tokens))), (8, 1))
        self.assertEqual(self.tokens_asked_for(), 1)

    def test_given_scope_missing_then_error_names_it(self):
        self.machine.tokens.scopes = {"brew"}

        with self.assertRaisesRegex(CoffeeConfigurationError, "menu:write"):
            self.adapter().write("0", {"name": "Lungo"})
        with self.assertRaisesRegex(CoffeeConfigurationError, "cards:write"):
            self.adapter("coffee.res.partner").write("0", {"name": "Grace"})

    # problems

    def test_given_old_firmware_then_its_200_is_read_as_the_problem(self):
        self.machine.old_firmware = True
        self.machine.refuse("unavailable", "Descaling", path="/drinks")

        with self.assertRaisesRegex(CoffeeRetryableError, "503.*Descaling"):
            self.read_drinks()

    def test_given_old_firmware_when_token_expired_then_renewed(self):
        self.machine.old_firmware = True
        self.read_drinks()
        self.machine.tokens.expire()

        self.assertEqual(len(self.read_drinks()), len(self.machine.drinks))

    def test_given_old_firmware_when_changed_there_then_conflict(self):
        self.machine.old_firmware = True

        with self.assertRaises(CoffeeConflictError):
            self.adapter().write("0", {"name": "Lungo"}, etag='"old"')

    def test_given_old_firmware_and_wrong_password_then_error_names_field(self):
        self.machine.old_firmware = True
        self.backend.password = "wrong"

        with self.assertRaisesRegex(CoffeeConfigurationError, "Password.*secret"):
            self.read_drinks()

    def test_given_problem_then_title_and_detail_are_told(self):
        with self.assertRaisesRegex(
            CoffeeRecordRefusedError, "422 The machine cannot do that: .* in EUR"
        ):
            self.adapter().write("0", {"price": Decimal(1), "currency": "USD"})

    def test_given_nothing_at_location_then_error_names_the_field(self):
        self.backend.location += "/elsewhere"

        with self.assertRaisesRegex(CoffeeConfigurationError, "Location"):
            self.read_drinks()

    def test_given_no_json_to_a_write_then_protocol_error(self):
        self.machine.faults.add(Fault("status", "PUT", status=200, body=b"<p>ok</p>"))

        with self.assertRaisesRegex(CoffeeProtocolError, "<p>ok</p>"):
            self.adapter().write("0", {"name": "Lungo"})

    def test_given_web_server_that_is_no_machine_then_fields_named(self):
        for status in (405, 501):
            self.machine.tokens.expire()
            self.machine.faults.add(Fault("status", path="/oauth", status=status))

            with self.subTest(status):
                with self.assertRaisesRegex(
                    CoffeeConfigurationError, "Fields Location and Version"
                ):
                    self.read_drinks()

    # Retry-After

    def retry_after(self, value, **headers):
        headers = {"Retry-After": value, **headers}
        self.machine.faults.add(
            Fault("status", path="/drinks", status=503, headers=headers)
        )
        with self.assertRaises(CoffeeRetryableError) as caught:
            self.read_drinks()
        return caught.exception.seconds

    def test_given_retry_after_in_seconds_then_that(self):
        self.assertEqual(self.retry_after("42"), 42)

    def test_given_retry_after_as_date_then_seconds_until_then(self):
        until = datetime.now(timezone.utc) + timedelta(seconds=90)

        seconds = self.retry_after(format_datetime(until, usegmt=True))

        self.assertIn(seconds, range(85, 92))

    def test_given_retry_after_as_date_of_wrong_clock_then_seconds_by_that_clock(self):
        now = datetime(2001, 1, 1, tzinfo=timezone.utc)
        until = format_datetime(now + timedelta(seconds=90), usegmt=True)

        seconds = self.retry_after(until, Date=format_datetime(now, usegmt=True))

        self.assertEqual(seconds, 90)

    def test_given_retry_after_is_past_far_or_nonsense_then_sane(self):
        past = format_datetime(datetime(2001, 1, 1, tzinfo=timezone.utc), usegmt=True)

        self.assertEqual(self.retry_after(past), 1)
        self.assertEqual(self.retry_after("99999999"), const.MAX_RETRY_AFTER)
        self.assertIsNone(self.retry_after("9" * 5000))
        self.assertIsNone(self.retry_after("soon"))

    # bodies

    def test_given_unknown_fields_then_ignored(self):
        self.machine.faults.add(
            Fault("garble", path="/drinks", find=b'{"id":', replace=b'{"new":{},"id":')
        )
        self.machine.gzip = False

        self.assertEqual(len(self.read_drinks()), len(self.machine.drinks))

    def test_given_few_ids_then_only_those_are_asked_for(self):
        found = self.adapter().read_many({"0", "unknown"})

        self.assertEqual([row.external_id for row in found], ["0"])
        self.assertEqual(
            self.sent("GET"), [("GET", "/v1/drinks/0"), ("GET", "/v1/drinks/unknown")]
        )
