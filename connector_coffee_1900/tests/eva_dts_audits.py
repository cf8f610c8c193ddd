# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Hypothesis: audits of every shape that a machine can express."""

import tempfile
import unicodedata
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from odoo.addons.connector_coffee.counting import Tally
from odoo.addons.connector_coffee_1900.eva_dts import (
    Audit,
    Counter,
    DeviceSales,
    Event,
    ListPrice,
    Machine,
    Payment,
    Product,
    Totals,
)

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")  # not the checkout
MAX_COUNT = 10**8 - 1  # eight digits, the most that the standard has


def legible(text):
    """Text as the reader gives it: trimmed, without control characters."""
    return "".join(c for c in text if unicodedata.category(c) != "Cc").strip()


names = st.text(max_size=20).map(legible)
numbers = st.text("0123456789ABC *^", min_size=1, max_size=6).map(legible).filter(bool)
counts = st.none() | st.integers(0, MAX_COUNT)
moments = st.none() | st.datetimes(
    datetime(2001, 1, 1), datetime(2099, 12, 31), allow_imaginary=False
).map(lambda moment: moment.replace(microsecond=0))


def amounts(decimals):
    return st.none() | st.integers(0, MAX_COUNT).map(
        lambda amount: Decimal(amount).scaleb(-decimals)
    )


def prices(decimals):
    return st.none() | st.integers(0, 60_000).map(
        lambda amount: Decimal(amount).scaleb(-decimals)
    )


def counters(decimals):
    tallies = st.builds(Tally, counts, amounts(decimals))
    return st.builds(Counter, tallies, tallies)


@st.composite
def short_counters(draw, decimals):
    """What three fields say: the lifetime count is not below the first."""
    init = draw(st.builds(Tally, counts, amounts(decimals)))
    return Counter(init, lifetime=draw(st.integers(init.number or 0, MAX_COUNT)))


def row_key(row):
    """What makes a PA7 of a product another one."""
    return row.device, row.price_list, row.price


@st.composite
def products(draw, decimals, number):
    both = counters(decimals) | short_counters(decimals)
    rows = st.builds(
        DeviceSales,
        device=st.sampled_from(["CA", "DA", "DB", "TA", "X*"]),
        price_list=st.sampled_from(["", "0", "1", "2"]),
        price=prices(decimals),
        sold=counters(decimals),
    )
    return Product(
        number=number,
        name=draw(names),
        price=draw(prices(decimals)),
        capacity=draw(counts),
        fill_level=draw(counts),
        level=draw(counts),
        minimum=draw(counts),
        present=draw(st.booleans()),
        modifier=draw(st.booleans()),
        paid=draw(both),
        test=draw(both),
        free=draw(both),
        mixed=draw(both),
        devices=tuple(draw(st.lists(rows, max_size=4, unique_by=row_key))),
    )


@st.composite
def audits(draw):
    """Audits of every shape that a machine can express."""
    decimals = draw(st.integers(0, 4))
    both = counters(decimals)
    list_prices = st.builds(
        ListPrice,
        price_list=names,
        product=names,
        price=prices(decimals),
        number=counts,
        number_reset=counts,
    )
    events = st.builds(
        Event,
        code=names,
        recent=counts,
        number=counts,
        active=st.booleans(),
        minutes=counts,
        note=names,
    )
    devices = draw(st.lists(st.sampled_from(["CA", "DA", "DB", "TA"]), unique=True))
    number, code = draw(st.sampled_from([("", ""), ("1978", "EUR"), ("1756", "CHF")]))
    numbering = draw(st.lists(numbers, max_size=4, unique=True))
    return Audit(
        machine=draw(st.builds(Machine, *[names] * 7)),
        version=draw(st.sampled_from(["", "1.1", "6.0", "6.2"])),
        decimals=decimals,
        currency=code,
        currency_number=number,
        clock=draw(moments),
        read_number=draw(counts),
        read_at=draw(moments),
        totals=draw(st.builds(Totals, both, both, both)),
        payments=tuple(Payment(device, draw(both)) for device in sorted(devices)),
        products=tuple(draw(products(decimals, number)) for number in numbering),
        price_lists=tuple(draw(st.lists(list_prices, max_size=3))),
        events=tuple(draw(st.lists(events, max_size=3))),
    )
