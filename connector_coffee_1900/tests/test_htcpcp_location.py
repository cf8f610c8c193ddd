# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import BaseCase

from odoo.addons.connector_coffee_1900.htcpcp import Location, parse_location

# as RFC 2324 §3 prints them
RFC_SCHEMES = (
    "koffie q%C3%A6hv%C3%A6 %D9%82%D9%87%D9%88%D8%A9 akeita koffee kahva kafe "
    "caf%C3%E8 %E5%92%96%E5%95%A1 kava k%C3%A1va kaffe coffee kafo kohv kahvi "
    "%4Baffee %CE%BA%CE%B1%CF%86%CE%AD %E0%A4%95%E0%A5%8C%E0%A4%AB%E0%A5%80 "
    "%E3%82%B3%E3%83%BC%E3%83%92%E3%83%BC %EC%BB%A4%ED%94%BC "
    "%D0%BA%D0%BE%D1%84%D0%B5 %E0%B8%81%E0%B8%B2%E0%B9%81%E0%B8%9F"
).split()


class TestHtcpcpLocation(BaseCase):
    def test_given_any_scheme_of_rfc_when_parsed_then_http(self):
        for scheme in (*RFC_SCHEMES, "café", "cafe\u0301", "KAFFEE", "コーヒー"):
            with self.subTest(scheme=scheme):
                found = parse_location(f"{scheme}://192.0.2.7/pot-1")

                self.assertEqual(found, Location("http://192.0.2.7", "/pot-1"))

    def test_given_no_pot_when_parsed_then_pot_0(self):
        for text in ("coffee://machine:8080", " http://machine:8080/ "):
            with self.subTest(text=text):
                found = parse_location(text)

                self.assertEqual(found.pot_url, "http://machine:8080/pot-0")

    def test_given_https_port_ipv6_or_slash_when_parsed_then_kept(self):
        for text, url in (
            ("https://machine/pot-12", "https://machine/pot-12"),
            ("kaffee://[2001:db8::7]:81/pot-2", "http://[2001:db8::7]:81/pot-2"),
            ("http://machine/pot-1/", "http://machine/pot-1/"),
        ):
            with self.subTest(text=text):
                self.assertEqual(parse_location(text).pot_url, url)

    def test_given_no_address_of_a_machine_when_parsed_then_value_error(self):
        for text in (
            "",
            "machine",
            "tea://machine/pot-0",
            "coffee:///pot-0",
            "coffee://machine/kettle",
            "coffee://machine/pot-0/3",
            "coffee://user:secret@machine/pot-0",
            "coffee://machine:99999/pot-0",
            "coffee://[machine/pot-0",
            "%C3%28://machine",
        ):
            with self.subTest(text=text):
                self.assertRaises(ValueError, parse_location, text)
