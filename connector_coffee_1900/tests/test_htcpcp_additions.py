# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import string
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from odoo.tests import BaseCase

from odoo.addons.connector_coffee_1900.htcpcp import (
    Addition,
    AdditionsError,
    format_additions,
    parse_additions,
)

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")  # not the checkout
steady = settings(max_examples=300, deadline=None, database=None, derandomize=True)

tokens = st.text(string.ascii_letters + string.digits + "!#$%&'*+.^_`|~-", min_size=1)
printable = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=())
texts = st.text(printable.filter(lambda c: not 0x7F <= ord(c) < 0x80))
parameters = st.tuples(tokens, st.none() | tokens | texts)
additions = st.builds(
    Addition, st.just("") | tokens, tokens, st.lists(parameters, max_size=3).map(tuple)
)


class TestHtcpcpAdditions(BaseCase):
    def test_given_example_of_contract_when_parsed_then_type_value_parameters(self):
        found = parse_additions("milk-type=Whole-milk; 2, syrup-type=Vanilla")

        milk = Addition("milk-type", "Whole-milk", (("2", None),))
        self.assertEqual(found, [milk, Addition("syrup-type", "Vanilla")])

    def test_given_short_form_quotes_and_empty_elements_when_parsed_then_read(self):
        found = parse_additions(', Skim;q=0.5; note="a \\"b\\", c" ,,\t*,')

        skim = Addition("", "Skim", (("q", "0.5"), ("note", 'a "b", c')))
        self.assertEqual(found, [skim, Addition("", "*")])

    def test_given_no_list_when_parsed_then_error_shows_where(self):
        for text, where in (
            ("milk type=Skim", "type=Skim"),
            ("Skim, =Vanilla", "=Vanilla"),
            ("Skim; ", "; "),
            ('Skim; note="open', '="open'),
            ("Skim\r\nHost: evil", "\\r\\nHost"),
            ("café", "é"),
        ):
            with self.subTest(text=text):
                with self.assertRaises(AdditionsError) as caught:
                    parse_additions(text)

                self.assertIn(where, str(caught.exception))

    def test_given_line_break_in_parameter_when_formatted_then_error(self):
        wanted = [Addition("", "Skim", (("note", "a\r\nHost: evil"),))]

        with self.assertRaises(AdditionsError):
            format_additions(wanted)

    @steady
    @given(st.lists(additions, max_size=5))
    def test_given_any_additions_when_formatted_then_parsed_back(self, wanted):
        text = format_additions(wanted)

        self.assertEqual(parse_additions(text), wanted)

    @steady
    @given(st.text() | st.text('ab=;, "\\\t\r\n*'))
    def test_given_any_text_when_parsed_then_additions_or_our_error(self, text):
        try:
            found = parse_additions(text)
        except AdditionsError:
            return

        self.assertEqual(parse_additions(format_additions(found)), found)
