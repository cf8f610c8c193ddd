# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Counters to sales: the rules of the contract as a table, and what follows."""

import json
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from odoo.tests import BaseCase

from odoo.addons.connector_coffee.counting import Tally
from odoo.addons.connector_coffee_1900.eva_dts import (
    Audit,
    Counter,
    DeviceSales,
    Machine,
    Problem,
    Product,
    SerialMismatch,
    State,
    Totals,
    check_serial,
    difference,
)

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")  # not the checkout
MORNING = datetime(2026, 11, 22, 8, 0)


def tally(number, value):
    return Tally(number, None if value is None else Decimal(value))


def pa2(number, sold, value, price="1.50", **options):
    """A product that counts as a whole."""
    return Product(
        number,
        price=None if price is None else Decimal(price),
        paid=Counter(tally(sold, value)),
        **options,
    )


def pa7(number, *rows, total=(None, None), **options):
    """A product that counts by device: rows of device, number, value."""
    devices = tuple(
        DeviceSales(device, str(place), sold=Counter(tally(sold, value)))
        for place, (device, sold, value) in enumerate(rows)
    )
    return Product(number, paid=Counter(tally(*total)), devices=devices, **options)


def audit(*products, serial="CFE0042", hours=0, read=None, total=None, **options):
    moment = None if hours is None else MORNING + timedelta(hours=hours)
    return Audit(
        machine=Machine(serial=serial),
        products=products,
        clock=moment,
        read_number=read,
        totals=Totals(paid=Counter(total or Tally())),
        **options,
    )


def brief(outcome):
    """Sales as (product, device, number, value, price), all as text and numbers."""
    return [
        (s.product, s.part, s.number, str(s.value), str(s.value / s.number)[:8])
        for s in outcome.sales
    ]


def problems(outcome):
    """Codes of checkpoints, with an exclamation mark, and of warnings."""
    return [problem.code + "!" for problem in outcome.checkpoints] + [
        problem.code for problem in outcome.warnings
    ]


# name, last audit, new audit, sales, problems, whether the new counters are kept
CASES = [
    (
        "one sold",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "9.00"), hours=1),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "several sold, by device",
        audit(pa7("1", ("CA", 5, "7.50"), ("DA", 2, "2.00"))),
        audit(pa7("1", ("CA", 8, "12.00"), ("DA", 3, "3.00")), hours=1),
        [("1", "CA", 3, "4.50", "1.50"), ("1", "DA", 1, "1.00", "1.00")],
        [],
        True,
    ),
    (
        "price lists of one device are one sale",
        audit(pa7("1", ("DA", 5, "7.50"), ("DA", 2, "2.00"))),
        audit(pa7("1", ("DA", 6, "9.00"), ("DA", 3, "3.00")), hours=1),
        [("1", "DA", 2, "2.50", "1.25")],
        [],
        True,
    ),
    (
        "a device that counts nothing is none",
        audit(pa7("1", ("CA", 5, "7.50"), ("DA", None, None))),
        audit(pa7("1", ("CA", 6, "9.00"), ("DA", None, None)), hours=1),
        [("1", "CA", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "PA7 decides, not PA2 beside it",
        audit(pa7("1", ("CA", 5, "7.50"), total=(5, "7.50"))),
        audit(pa7("1", ("CA", 6, "9.00"), total=(6, "9.00")), hours=1),
        [("1", "CA", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "price changed: value over number, not PA1",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 7, "10.60", price="1.60"), hours=1),
        [("1", "", 2, "3.10", "1.55")],
        [],
        True,
    ),
    (
        "price that does not come out even",
        audit(pa2("1", 0, "0")),
        audit(pa2("1", 3, "1.00"), hours=1),
        [("1", "", 3, "1.00", "0.333333")],
        [],
        True,
    ),
    (
        "product without a price",
        audit(pa2("18", 4, "3.40", price=None)),
        audit(pa2("18", 5, "4.25", price=None), hours=1),
        [("18", "", 1, "0.85", "0.85")],
        [],
        True,
    ),
    (
        "coffee for free, but counted as paid",
        audit(pa2("1", 5, "0", price="0")),
        audit(pa2("1", 6, "0", price="0"), hours=1),
        [("1", "", 1, "0", "0")],
        [],
        True,
    ),
    (
        "modifier goes with a drink",
        audit(pa2("17", 5, "0", modifier=True)),
        audit(pa2("17", 6, "0", modifier=True), hours=1),
        [],
        [],
        True,
    ),
    (
        "modifier with money",
        audit(pa2("17", 5, "0", modifier=True)),
        audit(pa2("17", 6, "0.05", modifier=True), hours=1),
        [("17", "", 1, "0.05", "0.05")],
        [],
        True,
    ),
    (
        "same counters",
        audit(pa2("1", 5, "7.50"), read=1),
        audit(pa2("1", 5, "7.50"), read=2, hours=1),
        [],
        [],
        True,
    ),
    (
        "same counters, earlier clock",
        audit(pa2("1", 5, "7.50"), read=2),
        audit(pa2("1", 5, "7.50"), read=1, hours=-1),
        [],
        [],
        False,
    ),
    (
        "same read number",
        audit(pa2("1", 5, "7.50"), read=27),
        audit(pa2("1", 5, "7.50"), read=27),
        [],
        [],
        True,
    ),
    (
        "same read number, other counters: it counts reads with reset only",
        audit(pa2("1", 5, "7.50"), read=27),
        audit(pa2("1", 6, "9.00"), read=27, hours=1),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "reads not counted",
        audit(pa2("1", 5, "7.50"), read=0),
        audit(pa2("1", 6, "9.00"), read=0, hours=1),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "one product fell by reset or roll-over: the others go on",
        audit(pa2("1", 5, "7.50"), pa2("2", 1, "1.00")),
        audit(pa2("1", 0, "0"), pa2("2", 2, "2.00"), hours=1),
        [("2", "", 1, "1.00", "1.00")],
        ["reset!"],
        True,
    ),
    (
        "all fell: one checkpoint",
        audit(pa2("1", 5, "7.50"), pa2("2", 1, "1.00")),
        audit(pa2("1", 0, "0"), pa2("2", 0, "0"), hours=1),
        [],
        ["reset!"],
        True,
    ),
    (
        "value below, number not",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "7.00"), hours=1),
        [],
        ["reset!"],
        True,
    ),
    (
        "one device below",
        audit(pa7("1", ("CA", 5, "7.50"), ("DA", 2, "2.00"))),
        audit(pa7("1", ("CA", 9, "13.50"), ("DA", 0, "0")), hours=1),
        [],
        ["reset!"],
        True,
    ),
    (
        "total of the machine below",
        audit(pa2("1", 5, "7.50"), total=tally(5, "7.50")),
        audit(pa2("1", 6, "9.00"), total=tally(1, "1.50"), hours=1),
        [("1", "", 1, "1.50", "1.50")],
        ["reset!"],
        True,
    ),
    (
        "counters below and clock earlier: an older file",
        audit(pa2("1", 5, "7.50"), read=3),
        audit(pa2("1", 4, "6.00"), read=2, hours=-1),
        [],
        ["older!"],
        False,
    ),
    (
        "counters below and clock without battery: a new board",
        audit(pa2("1", 5, "7.50"), hours=0),
        audit(pa2("1", 0, "0"), hours=-24 * 365 * 26),
        [],
        ["reset!"],
        True,
    ),
    (
        "clock back, counters on",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "9.00"), hours=-48),
        [("1", "", 1, "1.50", "1.50")],
        ["clock!"],
        True,
    ),
    (
        "no clock at all",
        audit(pa2("1", 5, "7.50"), hours=None),
        audit(pa2("1", 6, "9.00"), hours=None),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "new product: its own baseline",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "9.00"), pa2("2", 40, "40.00"), hours=1),
        [("1", "", 1, "1.50", "1.50")],
        ["new_product"],
        True,
    ),
    (
        "device listed from its first sale on",
        audit(pa7("1", ("CA", 5, "7.50"), total=(5, "7.50"))),
        audit(pa7("1", ("CA", 5, "7.50"), ("DA", 1, "1.00"), total=(6, "8.50"))),
        [("1", "DA", 1, "1.00", "1.00")],
        [],
        True,
    ),
    (
        "first PA7 of a product never sold before",
        audit(pa2("1", 0, "0")),
        audit(pa7("1", ("CA", 2, "3.00"), total=(2, "3.00")), hours=1),
        [("1", "CA", 2, "3.00", "1.50")],
        [],
        True,
    ),
    (
        "machine starts to send PA7, with old sales in it",
        audit(pa2("1", 500, "750.00")),
        audit(
            pa7(
                "1", ("CA", 300, "450.00"), ("DA", 202, "303.00"), total=(502, "753.00")
            )
        ),
        [("1", "", 2, "3.00", "1.50")],
        [],
        True,
    ),
    (
        "machine stops to send PA7",
        audit(pa7("1", ("CA", 5, "7.50"), total=(5, "7.50"))),
        audit(pa2("1", 6, "9.00"), hours=1),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "PA2 above the sum of PA7: the rest by an unknown device",
        audit(pa7("1", ("CA", 5, "7.50"), total=(5, "7.50"))),
        audit(pa7("1", ("CA", 6, "9.00"), total=(8, "12.00")), hours=1),
        [("1", "CA", 1, "1.50", "1.50"), ("1", "", 2, "3.00", "1.50")],
        [],
        True,
    ),
    (
        "machine starts to send PA2 beside PA7",
        audit(pa7("1", ("CA", 5, "7.50"))),
        audit(pa7("1", ("CA", 6, "9.00"), total=(500, "750.00")), hours=1),
        [("1", "CA", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "no value counted: by the price, a warning",
        audit(pa2("1", 5, None)),
        audit(pa2("1", 7, None), hours=1),
        [("1", "", 2, "3.00", "1.50")],
        ["estimated"],
        True,
    ),
    (
        "money without a vend",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 5, "9.00"), hours=1),
        [],
        ["value_only!"],
        None,
    ),
    (
        "only since reset",
        audit(),
        audit(Product("1", paid=Counter(reset=tally(129, "0")))),
        [],
        [],
        True,
    ),
    (
        "only since reset, beside another",
        audit(pa2("2", 1, "1.00")),
        audit(
            Product("1", paid=Counter(reset=tally(129, "0"))),
            pa2("2", 2, "2.00"),
            hours=1,
        ),
        [("2", "", 1, "1.00", "1.00")],
        ["uncounted!"],
        True,
    ),
    (
        "test and free vends are no sales",
        audit(pa2("1", 5, "7.50", free=Counter(tally(1, "0")))),
        audit(pa2("1", 5, "7.50", free=Counter(tally(9, "0"))), hours=1),
        [],
        [],
        True,
    ),
    (
        "other currency",
        audit(pa2("1", 5, "7.50"), currency="DEM"),
        audit(pa2("1", 6, "9.00"), currency="EUR", hours=1),
        [],
        ["money!"],
        True,
    ),
    (
        "other decimals",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "900"), decimals=0, hours=1),
        [],
        ["money!"],
        True,
    ),
    (
        "currency learnt",
        audit(pa2("1", 5, "7.50")),
        audit(pa2("1", 6, "9.00"), currency="EUR", hours=1),
        [("1", "", 1, "1.50", "1.50")],
        [],
        True,
    ),
    (
        "refused",
        audit(pa2("1", 5, "7.50")),
        audit(
            pa2("1", 6, "9.00"),
            hours=1,
            refusals=(Problem("crc", 1, "Wrong CRC."),),
        ),
        [],
        ["refused!"],
        False,
    ),
]


class TestEvaDtsSales(BaseCase):
    def baseline(self, first):
        outcome = difference(None, first)
        self.assertEqual(outcome.sales, ())
        self.assertEqual(problems(outcome), ["baseline"])
        return outcome.state

    def test_given_table_when_compared_then_sales_problems_state(self):
        for name, last, new, sales, expected, kept in CASES:
            with self.subTest(name):
                state = self.baseline(last)

                outcome = difference(state, new)

                self.assertEqual(brief(outcome), sales)
                self.assertEqual(problems(outcome), expected)
                if kept is False:
                    self.assertEqual(outcome.state, state)
                elif kept:
                    again = difference(outcome.state, new)
                    self.assertEqual(again.sales, ())

    def test_given_other_serial_when_compared_then_error_names_both(self):
        state = self.baseline(audit(pa2("1", 5, "7.50")))

        with self.assertRaises(SerialMismatch) as caught:
            difference(state, audit(pa2("1", 6, "9.00"), serial="CFE0043"))

        self.assertEqual(caught.exception.expected, "CFE0042")
        self.assertEqual(caught.exception.found, "CFE0043")
        self.assertIn("'CFE0043'", str(caught.exception))
        self.assertIn("'CFE0042'", str(caught.exception))

    def test_given_expected_serial_when_checked_then_only_another_one_fails(self):
        for expected in ("", "CFE0042"):
            self.assertIsNone(check_serial(audit(), expected))
        self.assertIsNone(check_serial(audit(serial=""), "CFE0042"))
        with self.assertRaises(SerialMismatch):
            check_serial(audit(), "CFE0043")

    def test_given_refused_first_audit_when_compared_then_no_state(self):
        refused = audit(pa2("1", 5, "7.50"), refusals=(Problem("cut", 1, "Cut."),))

        outcome = difference(None, refused)

        self.assertEqual((outcome.sales, outcome.state), ((), None))

    def test_given_product_that_comes_back_when_compared_then_nothing_is_lost(self):
        state = self.baseline(audit(pa2("1", 5, "7.50"), pa2("2", 1, "1.00")))
        state = difference(state, audit(pa2("1", 6, "9.00"), hours=1)).state

        outcome = difference(
            state, audit(pa2("1", 6, "9.00"), pa2("2", 3, "3.00"), hours=2)
        )

        self.assertEqual(brief(outcome), [("2", "", 2, "2.00", "1.00")])

    def test_given_same_read_number_when_next_read_then_each_is_sold_once(self):
        state = self.baseline(audit(pa2("1", 5, "7.50"), read=1))
        first = difference(state, audit(pa2("1", 6, "9.00"), read=1, hours=1))

        second = difference(first.state, audit(pa2("1", 8, "12.00"), read=1, hours=2))

        self.assertEqual(brief(first), [("1", "", 1, "1.50", "1.50")])
        self.assertEqual(brief(second), [("1", "", 2, "3.00", "1.50")])

    def test_given_clock_behind_when_read_live_then_baseline_and_not_an_old_file(self):
        state = self.baseline(audit(pa2("1", 5, "7.50"), read=3))
        board = audit(pa2("1", 2, "3.00"), read=1, hours=-24)

        outcome = difference(state, board, live=True)
        later = audit(pa2("1", 3, "4.50"), read=2, hours=-23)
        next_outcome = difference(outcome.state, later, live=True)

        self.assertEqual(problems(outcome), ["reset!"])
        self.assertEqual(outcome.sales, ())
        self.assertEqual(brief(next_outcome), [("1", "", 1, "1.50", "1.50")])

    def test_given_counter_that_fell_when_next_read_then_it_sells_again(self):
        state = self.baseline(audit(pa2("1", 9999, "9.00"), pa2("2", 1, "1.00")))
        state = difference(
            state, audit(pa2("1", 3, "9.50"), pa2("2", 1, "1.00"), hours=1)
        ).state

        outcome = difference(
            state, audit(pa2("1", 4, "11.00"), pa2("2", 2, "2.00"), hours=2)
        )

        self.assertEqual(
            brief(outcome),
            [("1", "", 1, "1.50", "1.50"), ("2", "", 1, "1.00", "1.00")],
        )
        self.assertEqual(problems(outcome), [])

    def test_given_device_away_for_one_read_when_back_then_nothing_twice(self):
        start = pa7("1", ("CA", 5, "5.00"), ("DA", 2, "2.00"), total=(7, "7.00"))
        state = self.baseline(audit(start))
        away = audit(pa7("1", ("CA", 6, "6.00"), total=(9, "9.00")), hours=1)
        first = difference(state, away)

        back = pa7("1", ("CA", 6, "6.00"), ("DA", 4, "4.00"), total=(10, "10.00"))
        second = difference(first.state, audit(back, hours=2))

        self.assertEqual(sum(sale.number for sale in first.sales), 2)
        self.assertEqual(sum(sale.number for sale in second.sales), 1)

    def test_given_older_file_when_next_read_then_nothing_is_sold_twice(self):
        reads = [audit(pa2("1", n, str(n)), read=n, hours=n) for n in range(1, 6)]
        state = self.baseline(reads[0])
        quantity = 0

        for new in (reads[2], reads[1], reads[0], reads[2], reads[4], reads[3]):
            outcome = difference(state, new)
            state = outcome.state
            quantity += sum(sale.number for sale in outcome.sales)

        self.assertEqual(quantity, 4)

    def test_given_money_before_vend_when_vend_comes_then_both_are_sold(self):
        for total in ((None, None), (5, "7.50")):
            with self.subTest(total=total):
                start = audit(pa7("1", ("CA", 5, "7.50"), total=total))
                state = self.baseline(start)
                early = audit(pa7("1", ("CA", 5, "9.00"), total=total), hours=1)
                state = difference(state, early).state

                late = audit(pa7("1", ("CA", 6, "9.00"), total=total), hours=2)
                outcome = difference(state, late)

                self.assertEqual(brief(outcome), [("1", "CA", 1, "1.50", "1.50")])

    def test_given_pa7_away_for_one_read_when_back_then_nothing_twice(self):
        state = self.baseline(audit(pa7("1", ("CA", 5, "5.00"), total=(5, "5.00"))))
        state = difference(state, audit(pa2("1", 7, "7.00"), hours=1)).state

        back = audit(pa7("1", ("CA", 8, "8.00"), total=(8, "8.00")), hours=2)
        outcome = difference(state, back)

        self.assertEqual(brief(outcome), [("1", "", 1, "1.00", "1.00")])

    def test_given_state_when_through_json_then_the_same(self):
        state = self.baseline(
            audit(
                pa7("1", ("CA", 5, "7.50"), ("DA", 2, None), total=(7, "9.50")),
                pa2("2", 1, "1.00"),
                read=27,
                total=tally(8, "10.50"),
                currency="EUR",
            )
        )

        data = json.loads(json.dumps(msgspec.to_builtins(state)))

        self.assertEqual(msgspec.convert(data, State), state)

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from("123"),
                st.dictionaries(
                    st.sampled_from(["CA", "DA"]),
                    st.tuples(st.integers(0, 5), st.integers(0, 999)),
                ),
            ),
            max_size=8,
        )
    )
    def test_given_any_history_when_compared_then_sums_agree(self, history):
        """What was sold in all is what the counters moved in all, never less."""
        counts = {p: {d: [9, 900] for d in ("CA", "DA")} for p in "123"}
        outcome = difference(None, self._counted(counts, 0))
        sold = {}
        for step, vends in enumerate(history, start=1):
            for product, devices in vends.items():
                for device, (number, price) in devices.items():
                    counts[product][device][0] += number
                    counts[product][device][1] += number * price
            outcome = difference(outcome.state, self._counted(counts, step))
            for sale in outcome.sales:
                self.assertGreater(sale.number, 0)
                self.assertGreaterEqual(sale.value, 0)
                number, value = sold.get((sale.product, sale.part), (0, 0))
                sold[sale.product, sale.part] = (
                    number + sale.number,
                    value + sale.value,
                )

        expected = {
            (product, device): (number - 9, Decimal(value - 900) / 100)
            for product, devices in counts.items()
            for device, (number, value) in devices.items()
            if number > 9
        }
        self.assertEqual(sold, expected)

    @staticmethod
    def _counted(counts, hours):
        products = (
            pa7(product, *((d, n, Decimal(v) / 100) for d, (n, v) in devices.items()))
            for product, devices in counts.items()
        )
        return audit(*products, hours=hours)
