# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counters to sales, with money and without."""

import json
import tempfile
from decimal import Decimal
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from odoo.tests import BaseCase

from odoo.addons.connector_coffee.counting import (
    REST,
    Fall,
    Gain,
    ProductCount,
    Tally,
    add,
    compare,
    fell,
)

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")  # not the checkout
steady = settings(max_examples=300, deadline=None, database=None, derandomize=True)


def money(number, value):
    return Tally(number, None if value is None else Decimal(value))


def cups(**numbers):
    """Return the counters of a machine that counts cups and nothing else."""
    return {name: ProductCount(Tally(number)) for name, number in numbers.items()}


def split(total=None, **parts):
    """Return the counters of a machine with one drink, counted in parts."""
    return {"latte": ProductCount(total or Tally(), parts)}


class TestCounting(BaseCase):
    def test_given_no_counters_before_when_compared_then_counting_starts(self):
        moves = compare({}, cups(espresso=7))

        self.assertEqual((moves.gains, moves.fresh), ([], ["espresso"]))
        self.assertEqual(moves.counters, cups(espresso=7))
        self.assertTrue(moves)

    def test_given_cups_alone_when_compared_then_gains_without_a_value(self):
        moves = compare(cups(espresso=7, latte=4), cups(espresso=9, latte=4))

        self.assertEqual(moves.gains, [Gain("espresso", 2)])
        self.assertIsNone(moves.gains[0].value)
        self.assertEqual(moves.counters, cups(espresso=9, latte=4))

    def test_given_same_counters_when_compared_then_nothing_moved(self):
        moves = compare(cups(espresso=7), cups(espresso=7))

        self.assertFalse(moves)
        self.assertEqual(moves.counters, cups(espresso=7))

    def test_given_fallen_counter_when_compared_then_it_costs_only_its_product(self):
        moves = compare(cups(espresso=7, latte=4), cups(espresso=9, latte=1))

        self.assertEqual(moves.gains, [Gain("espresso", 2)])
        self.assertEqual(moves.falls, [Fall("latte", Tally(4), Tally(1))])
        again = compare(moves.counters, cups(espresso=9, latte=3))
        self.assertEqual(again.gains, [Gain("latte", 2)])

    def test_given_fallen_part_when_compared_then_it_is_named(self):
        last = split(card=Tally(5), cash=Tally(3))

        moves = compare(last, split(card=Tally(2), cash=Tally(9)))

        self.assertEqual(moves.gains, [])
        self.assertEqual(moves.falls, [Fall("latte", Tally(5), Tally(2), "card")])

    def test_given_product_away_when_back_then_what_it_sold_is_there(self):
        away = compare(cups(espresso=7, latte=4), cups(latte=4))
        unknown = compare(away.counters, {"espresso": ProductCount()})

        moves = compare(unknown.counters, cups(espresso=9, latte=4))

        self.assertFalse(away)
        self.assertFalse(unknown)
        self.assertEqual(moves.gains, [Gain("espresso", 2)])

    def test_given_parts_when_compared_then_each_has_its_gain(self):
        last = split(card=money(5, "5.00"), cash=money(3, "4.50"))

        moves = compare(last, split(card=money(6, "6.00"), cash=money(5, "7.50")))

        self.assertEqual(
            moves.gains,
            [
                Gain("latte", 1, "card", Decimal("1.00")),
                Gain("latte", 2, "cash", Decimal("3.00")),
            ],
        )

    def test_given_part_listed_from_its_first_vend_on_when_compared_then_sold(self):
        moves = compare(
            split(Tally(5), cash=Tally(5)),
            split(Tally(6), cash=Tally(5), card=Tally(1)),
        )

        self.assertEqual(moves.gains, [Gain("latte", 1, "card")])

    def test_given_part_with_old_vends_when_compared_then_the_total_counts(self):
        moves = compare(split(Tally(500)), split(Tally(502), card=Tally(502)))

        self.assertEqual(moves.gains, [Gain("latte", 2, REST)])

    def test_given_total_beyond_parts_when_compared_then_rest_has_no_part(self):
        moves = compare(split(Tally(5), cash=Tally(5)), split(Tally(8), cash=Tally(6)))

        self.assertEqual(
            moves.gains, [Gain("latte", 1, "cash"), Gain("latte", 2, REST)]
        )

    def test_given_parts_of_less_money_than_total_when_compared_then_value_unknown(
        self,
    ):
        last = split(money(5, "5.00"), cash=money(5, "5.00"))

        moves = compare(last, split(money(8, "5.50"), cash=money(6, "6.00")))

        self.assertEqual(moves.gains[1], Gain("latte", 2, REST, None))

    def test_given_money_without_vend_when_vend_comes_then_both_are_one_gain(self):
        last = split(card=money(5, "7.50"))

        early = compare(last, split(card=money(5, "9.00")))
        late = compare(early.counters, split(card=money(6, "9.00")))

        self.assertEqual((early.gains, early.held), ([], [("latte", "card")]))
        self.assertTrue(early)
        self.assertEqual(late.gains, [Gain("latte", 1, "card", Decimal("1.50"))])

    def test_given_number_or_value_below_then_fell(self):
        self.assertTrue(fell(Tally(5), Tally(4)))
        self.assertTrue(fell(money(5, "7.50"), money(6, "7.00")))
        self.assertFalse(fell(money(5, "7.50"), money(6, None)))
        self.assertFalse(fell(Tally(), Tally(4)))

    def test_given_tallies_when_added_then_what_is_unknown_stays_out(self):
        self.assertEqual(add([]), Tally())
        self.assertEqual(add([Tally(1), money(2, "3.00")]), money(3, "3.00"))

    def test_given_counters_when_through_json_then_the_same(self):
        counters = {**cups(espresso=7), **split(card=money(2, "0.10"))}

        data = json.loads(json.dumps(msgspec.to_builtins(counters)))

        self.assertEqual(msgspec.convert(data, dict[str, ProductCount]), counters)

    @steady
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(["espresso", "latte", "tea"]), st.integers(0, 99)
            ),
            max_size=8,
        )
    )
    def test_given_any_reads_of_cups_when_compared_then_each_rise_is_sold_once(
        self, reads
    ):
        counters, sold, seen, expected = {}, {}, {}, {}

        for read in reads:
            moves = compare(counters, cups(**read))
            counters = moves.counters
            for gain in moves.gains:
                sold[gain.product] = sold.get(gain.product, 0) + gain.number
            for product, number in read.items():
                rise = max(number - seen.get(product, number), 0)
                expected[product] = expected.get(product, 0) + rise
            seen.update(read)

        self.assertEqual(
            sold, {name: number for name, number in expected.items() if number}
        )
        self.assertEqual(counters, cups(**seen))
