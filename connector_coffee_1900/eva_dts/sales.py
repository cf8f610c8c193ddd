# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Counters to sales: what a machine sold between two audits.

The rules, in the order in which they are tried:

1. A refused audit sells nothing and is not remembered.
2. The first audit of a machine is the baseline and sells nothing.
3. Another serial number than the last one raises :class:`.SerialMismatch`.
4. Another currency, or another number of decimals: new baseline.
5. A counter below the last one, in a file with an earlier clock: it is an old file,
   sells nothing and is not remembered. What was read live is never old.
6. The same counters again sell nothing. The read number proves nothing: EA301 counts
   reads with reset only.
7. Else every product and payment device sells the difference of its counters since
   initialisation. The price is value over number, whatever PA1 says. A clock that
   went back is reported; the counters tell the order. A product one of whose counters
   fell, by a reset, another board or a roll-over, has a new baseline and sells
   nothing; the others go on.

A product seen for the first time has its baseline then. A product that is missing
keeps its counters until it comes back. Test and free vends are no sales. A modifier
("NO CUP") is none either, as long as no money went with it. Nothing is ever sold
twice, and no sale is negative.
"""

from __future__ import annotations

import msgspec

from .audit import Audit
from .ledger import Ledger
from .movement import MACHINE, fallen
from .outcome import Finding, Outcome, SerialMismatch
from .state import State, state_of

CLOCK_SET = 2010  # year; an earlier one is a clock that lost its battery


def check_serial(audit: Audit, expected: str) -> None:
    """Make sure that an audit is of the machine that it should be of.

    :param expected: empty when any will do
    :raise SerialMismatch: when both are known and differ
    """
    if expected and audit.serial and audit.serial != expected:
        raise SerialMismatch(expected, audit.serial)


def difference(state: State | None, audit: Audit, live: bool = False) -> Outcome:
    """Return what was sold since ``state``, and the new state.

    :param state: of the last audit, or ``None`` when there was none; giving ``None``
        on purpose starts anew
    :param live: it was read from the machine this moment, and is no file
    :raise SerialMismatch: when the audit is of another machine
    """
    if audit.refused:
        reasons = " ".join(refusal.message for refusal in audit.refusals)
        return _nothing(state, "refused", f"The audit is refused. {reasons}", True)
    new = state_of(audit)
    if state is None:
        return _nothing(new, "baseline", "First audit: counting starts here.")
    check_serial(audit, state.serial)
    new = msgspec.structs.replace(new, serial=new.serial or state.serial)
    falls = list(fallen(state, new))
    return _standstill(state, new, falls, live) or _sell(state, new, audit, falls)


def _standstill(state, new, falls, live):
    """Apply the rules that let a whole audit sell nothing; ``None`` if none does."""
    if _other_money(state, new):
        was, now = (f"{s.currency or '?'}, {s.decimals} decimals" for s in (state, new))
        message = f"Money was {was} and is {now}. Counting starts anew."
        return _nothing(new, "money", message, True)
    if falls and not live and _went_back(state, new):
        message = f"{_what_fell(falls)}, and the clock is earlier: an older file."
        return _nothing(state, "older", message, True)
    if _same_counters(state, new):
        kept = state if _went_back(state, new) else _merge(state, new, {})
        return _nothing(kept, "same_counters", "Nothing was sold since the last audit.")
    return None


def _what_fell(falls):
    name, last, now = falls[0].name, falls[0].last, falls[0].now
    return f"{len(falls)} counters below the last audit ({name}: {_pair(last, now)})"


def _reset(falls):
    """Tell of counters that fell, all in one finding."""
    products = sorted({fall.product for fall in falls} - {MACHINE})
    whose = f" of products {', '.join(products)}" if products else ""
    message = (
        f"{_what_fell(falls)}: the board was swapped or reset, or a counter rolled "
        f"over. Counting{whose} starts anew."
    )
    return Finding("reset", message, True)


def _pair(last, now):
    if None not in (last.number, now.number) and now.number < last.number:
        return f"{now.number} vends after {last.number}"
    return f"{now.value} after {last.value}"


def _same_counters(state, new):
    return new.total == state.total and all(
        state.products.get(number) == product
        for number, product in new.products.items()
    )


def _other_money(state, new):
    currencies = {state.currency, new.currency} - {""}
    return len(currencies) > 1 or state.decimals != new.decimals


def _went_back(state, new):
    moments = (state.moment, new.moment)
    known = all(moment and moment.year >= CLOCK_SET for moment in moments)
    return known and new.moment < state.moment


def _nothing(state, code, message, serious=False):
    return Outcome((), state, (Finding(code, message, serious),))


def _sell(state, new, audit, falls):
    sales, findings, kept = [], [_reset(falls)] if falls else [], {}
    anew = {fall.product for fall in falls}
    if _went_back(state, new) and not falls:
        message = f"The clock went back from {state.moment} to {new.moment}."
        findings.append(Finding("clock", message, True))
    for product in audit.products:
        now, last = new.products.get(product.number), state.products.get(product.number)
        if product.number in anew:
            continue
        if now is None or last is None:
            findings.extend(_first_sight(product, now))
            continue
        ledger = Ledger(product, last, now)
        sales += ledger.sales
        findings += ledger.findings
        kept[product.number] = ledger.state
    return Outcome(tuple(sales), _merge(state, new, kept), tuple(findings))


def _first_sight(product, now):
    """Tell of a product without a last counter, or without any."""
    if now is not None:
        message = f"Product {product.number} is new: counting starts here."
        yield Finding("new_product", message, product=product.number)
    elif product.paid.reset.number is not None:
        message = (
            f"Product {product.number} counts since the last reset only: "
            "its sales cannot be told."
        )
        yield Finding("uncounted", message, True, product.number)


def _merge(state, new, kept):
    """Remember the new counters, and the old ones of products that are missing."""
    return msgspec.structs.replace(
        new,
        products={**state.products, **new.products, **kept},
        read_number=new.read_number or state.read_number,
        moment=new.moment or state.moment,
        currency=new.currency or state.currency,
    )
