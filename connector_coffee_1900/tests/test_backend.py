# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form

from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from coffee_machines import Coffee2900, Fault

from .common import Coffee1900Case


class TestBackend(Coffee1900Case):
    def test_given_form_when_version_is_ours_then_source_of_sales_is_shown(self):
        with Form(self.backend) as form:
            form.sales_source = "audit"

        self.assertTrue(self.backend.speaks_1900)
        self.assertEqual(self.backend.sales_source, "audit")

    def test_given_no_version_yet_then_it_does_not_speak_1900(self):
        backend = self.env["coffee.backend"].new({"name": "New"})

        self.assertFalse(backend.speaks_1900)

    def test_given_location_that_is_none_when_tested_then_message_shows_one(self):
        self.backend.location = "tea://192.0.2.7/kettle"

        with self.assertRaisesRegex(UserError, "Location.*coffee://192.0.2.7/pot-0"):
            self.backend.action_test_connection()

    def test_given_machine_of_other_version_when_tested_then_both_fields_named(self):
        other = self.enterContext(Coffee2900(seed=1, brews=0))
        self.backend.location = other.location

        with self.assertRaisesRegex(UserError, "Fields Location and Version"):
            self.backend.action_test_connection()

    def test_given_pot_that_is_none_when_tested_then_message_names_the_field(self):
        base = self.machine.location.rpartition("/")[0]
        for pot, why in (("/pot-2", "teapot"), ("/pot-9", "one of them")):
            self.backend.location = base + pot

            with self.subTest(pot):
                with self.assertRaisesRegex(UserError, f"Field Location.*{why}"):
                    self.backend.action_test_connection()

    def test_given_clock_off_when_tested_then_time_zone_is_a_remedy(self):
        self.backend.tz = "Asia/Tokyo"

        shown = self.backend.action_test_connection()["params"]

        self.assertEqual(shown["type"], "warning")
        self.assertRegex(shown["message"], "slow|fast.*Set it, or the field Time Zone")

    def test_given_page_that_is_no_audit_when_tested_then_message(self):
        self.machine.faults.add(Fault("status", path="/audit", status=200, body=b"Hi"))

        with self.assertRaisesRegex(UserError, "not an EVA-DTS audit"):
            self.backend.action_test_connection()

    def test_given_several_blocks_when_tested_then_last_whole_one_tells(self):
        old = self.machine.audit_text().replace(b"COFFEE-1900", b"COFFEE-0000")
        body = old + self.machine.audit_text() + self.machine.audit_text()[:200]
        self.machine.faults.add(Fault("status", path="/audit", status=200, body=body))

        self.backend.action_test_connection()

        self.assertEqual(self.backend.machine_model, self.machine.model)

    def test_given_password_when_import_then_basic_and_never_shown(self):
        self.machine.username, self.machine.password = "pot", "sëcret"
        with self.assertRaisesRegex(CoffeeConfigurationError, "Password") as caught:
            self.env["coffee.brew"].import_page(self.backend)
        self.assertNotIn("sëcret", str(caught.exception))

        self.backend.write({"username": "pot", "password": "sëcret"})
        self.import_flow("coffee.brew")

        self.assertEqual(len(self.brews()), len(self.machine.brews))
