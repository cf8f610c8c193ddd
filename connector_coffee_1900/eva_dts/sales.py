# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Audits to sales: what a machine sold between two audits.

The rules, in the order in which they are tried:

1. A refused audit sells nothing and is not remembered.
2. The first audit of a machine is the baseline and sells nothing.
3. Another serial number than the last one raises :class:`SerialMismatch`.
4. Another currency, or another number of decimals: new baseline.
5. A counter below the last one, in a file with an earlier clock: it is an old file,
   sells nothing and is not remembered. What was read live is never old.
6. The same counters again sell nothing. The read number proves nothing: EA301 counts
   reads with reset only.
7. Else every product and payment device sells the difference of its counters since
   initialisation, as :func:`.counting.compare` has it: PA2 is the total of a product,
   PA7 its parts. The price is value over number, whatever PA1 says. A clock that went
   back is reported; the counters tell the order.

A modifier ("NO CUP") is no sale, as long as no money went with it. Test and free vends
bring no money and are kept apart, so that a counter of theirs that falls, or is new,
starts there and resets nothing else.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

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

from .audit import Audit, Problem, Product

CLOCK_SET = 2010  # year; an earlier one is a clock that lost its battery
MACHINE = ""  # in place of a product
UNPAID = ("test", "free")


class SerialMismatch(Exception):
    """The audit is of another machine.

    :ivar expected: serial number of the machine that should have sent it
    :ivar found: serial number in the audit
    """

    def __init__(self, expected: str, found: str):
        super().__init__(
            f"The audit is of machine {found!r}, expected was machine {expected!r}."
        )
        self.expected = expected
        self.found = found


class State(msgspec.Struct, frozen=True):
    """What to remember of a machine between two audits: its counters, as believed.

    ``products`` are the paid vends since initialisation, by product number; the parts
    of a product are its payment devices. ``unpaid`` are the test and free vends, as
    products ``test:12`` and ``free:12``.
    """

    serial: str
    read_number: int | None = None
    moment: datetime | None = None
    decimals: int = 2
    currency: str = ""
    total: Tally = Tally()
    products: dict[str, ProductCount] = {}
    unpaid: dict[str, ProductCount] = {}


class Outcome(msgspec.Struct, frozen=True):
    """What comes of an audit.

    ``state`` is what to compare the next one with, ``None`` only when there was none
    and the audit is refused. ``sales`` are by payment device: CA cash, DA and DB
    cashless, TA token, empty where the machine does not tell it. ``unpaid`` are by
    ``test`` and ``free``, without a value. ``checkpoints`` are for a person,
    ``warnings`` for nobody in particular; :func:`difference` tells when.
    """

    state: State | None
    sales: tuple[Gain, ...] = ()
    unpaid: tuple[Gain, ...] = ()
    checkpoints: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def check_serial(audit: Audit, expected: str) -> None:
    """Make sure that an audit is of the machine that it should be of.

    :param expected: empty when any will do
    :raise SerialMismatch: when both are known and differ
    """
    if expected and audit.serial and audit.serial != expected:
        raise SerialMismatch(expected, audit.serial)


def difference(state: State | None, audit: Audit, live: bool = False) -> Outcome:
    """Return what was sold since ``state``, and the new state.

    Checkpoints: ``refused``, ``money``, ``older``, ``reset``, ``clock``, ``uncounted``,
    ``value_only``. Warnings: ``baseline``, ``new_product``, ``estimated``.

    :param state: of the last audit, or ``None`` when there was none; giving ``None``
        on purpose starts anew
    :param live: it was read from the machine this moment, and is no file
    :raise SerialMismatch: when the audit is of another machine
    """
    if audit.refused:
        reasons = " ".join(refusal.message for refusal in audit.refusals)
        message = f"The audit is refused. {reasons}"
        return Outcome(state, checkpoints=(Problem("refused", audit.line, message),))
    new = _state_of(audit)
    if state is None:
        message = "First audit: counting starts here."
        baseline = Problem("baseline", audit.line, message)
        return Outcome(_start(new), warnings=(baseline,))
    check_serial(audit, state.serial)
    new = msgspec.structs.replace(new, serial=new.serial or state.serial)
    if message := _other_money(state, new):
        money = Problem("money", audit.line, message)
        return Outcome(_start(new), checkpoints=(money,))
    return _Comparison(state, new, audit).outcome(live)


def _state_of(audit: Audit) -> State:
    """Return the counters of an audit, those that nobody can compare among them."""
    return State(
        serial=audit.serial,
        read_number=audit.read_number,
        moment=audit.moment,
        decimals=audit.decimals,
        currency=audit.currency,
        total=audit.totals.paid.init,
        products={product.number: _paid(product) for product in audit.products},
        unpaid={
            f"{kind}:{product.number}": ProductCount(
                Tally(getattr(product, kind).init.number)
            )
            for product in audit.products
            if not product.modifier
            for kind in UNPAID
        },
    )


def _paid(product: Product) -> ProductCount:
    """Return the paid vends of a product; of one device its price lists are summed."""
    devices: dict[str, list[Tally]] = {}
    for row in product.devices:
        if row.sold.init.number is not None:
            devices.setdefault(row.device, []).append(row.sold.init)
    sums = {device: add(tallies) for device, tallies in devices.items()}
    return ProductCount(product.paid.init, sums)


def _start(new):
    """Return the state of a machine of which nothing is remembered."""
    return msgspec.structs.replace(
        new,
        products=compare({}, new.products).counters,
        unpaid=compare({}, new.unpaid).counters,
    )


def _other_money(state, new):
    """Say that the money is another one than it was; empty where it is the same."""
    currencies = {state.currency, new.currency} - {""}
    if len(currencies) < 2 and state.decimals == new.decimals:
        return ""
    was, now = (f"{s.currency or '?'}, {s.decimals} decimals" for s in (state, new))
    return f"Money was {was} and is {now}. Counting starts anew."


class _Comparison:
    """The counters of two audits of one machine, in the same money."""

    def __init__(self, state, new, audit):
        self.state, self.new, self.audit = state, new, audit
        self.moves = compare(state.products, new.products)
        self.unpaid = compare(state.unpaid, new.unpaid)
        self.falls = list(self.moves.falls)
        if fell(state.total, new.total):
            self.falls.insert(0, Fall(MACHINE, state.total, new.total))
        self.checkpoints, self.warnings = [], []

    def outcome(self, live):
        moved = bool(self.moves) or self.new.total != self.state.total
        went_back = self._went_back()
        if went_back and not moved:
            return Outcome(self.state)
        if went_back and self.falls and not live:
            message = f"{self._what_fell()}, and the clock is earlier: an older file."
            self._ask("older", message)
            return Outcome(self.state, checkpoints=tuple(self.checkpoints))
        if self.falls:
            self._report_falls()
        elif went_back:
            was, now = self.state.moment, self.new.moment
            self._ask("clock", f"The clock went back from {was} to {now}.")
        if moved:
            self._report_uncounted()
        self._report_products()
        sales = tuple(self._sales())
        return Outcome(
            self._next_state(),
            sales=sales,
            unpaid=tuple(self._unpaid_vends()),
            checkpoints=tuple(self.checkpoints),
            warnings=tuple(self.warnings),
        )

    def _ask(self, code, message, product=""):
        self.checkpoints.append(Problem(code, self.audit.line, message, product))

    def _warn(self, code, message, product=""):
        self.warnings.append(Problem(code, self.audit.line, message, product))

    def _went_back(self):
        moments = (self.state.moment, self.new.moment)
        known = all(moment and moment.year >= CLOCK_SET for moment in moments)
        return known and self.new.moment < self.state.moment

    def _what_fell(self):
        """Name the first of the counters that fell, and say how many there are."""
        first, last, new = self.falls[0], self.falls[0].last, self.falls[0].new
        name = f"product {first.product} {first.part}".rstrip()
        if first.product == MACHINE:
            name = "machine"
        values = f"{new.value} after {last.value}"
        if None not in (last.number, new.number) and new.number < last.number:
            values = f"{new.number} vends after {last.number}"
        count = len(self.falls)
        return f"{count} counters below the last audit ({name}: {values})"

    def _report_falls(self):
        """Report the counters that fell, all at once."""
        products = sorted({fall.product for fall in self.falls} - {MACHINE})
        whose = f" of products {', '.join(products)}" if products else ""
        self._ask(
            "reset",
            f"{self._what_fell()}: the board was swapped or reset, or a counter rolled "
            f"over. Counting{whose} starts anew.",
        )

    def _report_uncounted(self):
        """Report the products that count since their last reset and not longer."""
        for product in self.audit.products:
            known = self.new.products[product.number].known
            if not known and product.paid.reset.number is not None:
                message = (
                    f"Product {product.number} counts since the last reset only: "
                    "its sales cannot be told."
                )
                self._ask("uncounted", message, product.number)

    def _report_products(self):
        """Report new products, and money that came without a vend."""
        for product in self.moves.fresh:
            message = f"Product {product} is new: counting starts here."
            self._warn("new_product", message, product)
        for product, device in self.moves.held:
            by = "" if device == REST else f" by {device}"
            message = (
                f"Product {product} counted money and no vend{by}: held until it "
                "counts one."
            )
            self._ask("value_only", message, product)

    def _sales(self):
        """Yield the sales; warn of one that has no value but that of its price."""
        products = {product.number: product for product in self.audit.products}
        for gain in self.moves.gains:
            product = products[gain.product]
            if product.modifier and not gain.value:
                continue
            if gain.value is None:
                gain = self._at_its_price(gain, product.price or Decimal(0))
            yield gain

    def _at_its_price(self, gain, price):
        value = price * gain.number
        message = (
            f"Product {gain.product} sold {gain.number} and counts no value: {value} "
            "by its price."
        )
        self._warn("estimated", message, gain.product)
        return msgspec.structs.replace(gain, value=value)

    def _unpaid_vends(self):
        """Yield the test and free vends, the kind in place of a payment device."""
        for gain in self.unpaid.gains:
            kind, _colon, product = gain.product.partition(":")
            yield Gain(product, gain.number, kind)

    def _next_state(self):
        state, new = self.state, self.new
        return msgspec.structs.replace(
            new,
            products=self.moves.counters,
            unpaid=self.unpaid.counters,
            read_number=new.read_number or state.read_number,
            moment=new.moment or state.moment,
            currency=new.currency or state.currency,
        )
