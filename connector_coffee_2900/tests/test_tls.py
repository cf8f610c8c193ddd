# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

import trustme

from odoo.exceptions import ValidationError

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
)
from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Fault

from .common import Coffee2900Case
from .tls_front import TLSFront


class TLSMixin:
    def serve(self, *names):
        """Put a TLS front before the machine; return the authority behind it.

        :param names: host names or addresses that the certificate is for
        """
        authority = trustme.CA()
        certificate = authority.issue_cert(*names or ["127.0.0.1"])
        self.front = self.enterContext(TLSFront(self.machine.port, certificate))
        self.backend.location = self.front.location
        return authority

    def trust(self, authority):
        self.backend.ca_file = base64.b64encode(authority.cert_pem.bytes())


class TestTLS(TLSMixin, Coffee2900Case):
    def import_one_page(self):
        return self.env["coffee.product.product"].import_page(self.backend)

    def test_given_private_authority_in_field_then_import_works(self):
        self.trust(self.serve())

        self.import_one_page()

        self.assertEqual(self.backend.drink_count, len(self.machine.drinks))

    def test_given_private_authority_not_in_field_then_error_names_the_field(self):
        self.serve()

        with self.assertRaisesRegex(CoffeeConfigurationError, "CA File"):
            self.import_one_page()

        self.assertFalse(self.machine.requests)

    def test_given_other_authority_in_field_then_refused(self):
        self.serve()
        self.trust(trustme.CA())

        with self.assertRaisesRegex(CoffeeConfigurationError, "CA File"):
            self.import_one_page()

        self.assertFalse(self.machine.requests)

    def test_given_certificate_of_another_host_then_refused(self):
        self.trust(self.serve("coffee.example.com"))

        with self.assertRaisesRegex(CoffeeConfigurationError, "certificate"):
            self.import_one_page()

        self.assertFalse(self.machine.requests)

    def test_given_file_without_certificate_then_it_is_refused_at_once(self):
        for content in (b"coffee", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nx"):
            with (
                self.subTest(content),
                self.assertRaisesRegex(ValidationError, "BEGIN CERTIFICATE"),
            ):
                self.backend.ca_file = base64.b64encode(content)

    def test_given_answer_byte_by_byte_then_ends_at_the_deadline(self):
        self.trust(self.serve())
        self.machine.faults.add(Fault("trickle_body", path="/drinks", seconds=0.02))

        with self.backend.work_on("coffee.product.product") as work:
            work.client.deadline = 0.4
            with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "in full within"):
                work.component(usage="backend.adapter").read_page(None, 1)

        self.assertEqual(self.machine.requests[-1].path, "/v1/drinks")


class TestTLSPour(TLSMixin, PourMixin, Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.trust(self.serve())

    def test_given_tls_breaks_after_order_when_poured_then_one_coffee_and_poured(self):
        self.front.break_answers(b"POST /v1/brews", times=1)

        order = self.order()

        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_tls_breaks_each_time_when_poured_then_not_called_refused(self):
        self.front.break_answers(b"POST /v1/brews", times=9)

        order = self.order()

        self.assertEqual((order.state, len(self.machine.poured)), ("sending", 1))

    def test_given_certificate_not_trusted_when_poured_then_refused_for_certain(self):
        self.backend.ca_file = False

        order = self.order()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertIn("CA File", order.message)
