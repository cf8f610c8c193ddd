# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Counters to sales: what a machine sold between two audits.

The rules, in the order in which they are tried:

1. A refused audit sells nothing and is not remembered.
2. The first audit of a machine is the baseline and sells nothing.
3. Another serial number than the last one raises :class:`.SerialMismatch`.
4. The same read number again sells nothing; what moved waits for the next read.
5. Another currency, or another number of decimals: new baseline.
6. A counter below the last one. With an earlier clock it is an old file: it sells
   nothing and is not remembered. Else the board was swapped or reset: new baseline.
7. The same counters again sell nothing.
8. Else every product and payment device sells the difference of its counters since
   initialisation. The price is value over number, whatever PA1 says. A clock that
   went back is reported; the counters tell the order.

A product seen for the first time has its baseline then. A product that is missing
keeps its counters until it comes back. Test and free vends are no sales. A modifier
("NO CUP") is none either, as long as no money went with it. Nothing is ever sold
twice, and no sale is negative.
"""

from __future__ import annotations

import msgspec

from .audit import Audit
from .ledger import Ledger
from .movement import fallen
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


def difference(state: State | None, audit: Audit) -> Outcome:
    """Return what was sold since ``state``, and the new state.

    :param state: of the last audit, or ``None`` when there was none; giving ``None``
        on purpose starts anew
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
    return _standstill(state, new) or _sell(state, new, audit)


def _standstill(state, new):
    """Apply the rules that let a whole audit sell nothing; ``None`` if none does."""
    same = _same_counters(state, new)
    if new.read_number and new.read_number == state.read_number:
        message = f"Read {new.read_number} was counted before."
        if not same:
            message += " Its counters differ; the next read will bring what is missing."
        return _nothing(state, "same_read", message, not same)
    if _other_money(state, new):
        was, now = (f"{s.currency or '?'}, {s.decimals} decimals" for s in (state, new))
        message = f"Money was {was} and is {now}. Counting starts anew."
        return _nothing(new, "money", message, True)
    below = list(fallen(state, new))
    if below:
        return _fallen(state, new, below)
    if same:
        kept = state if _went_back(state, new) else _merge(state, new, {})
        return _nothing(kept, "same_counters", "Nothing was sold since the last audit.")
    return None


def _fallen(state, new, below):
    name, last, now = below[0]
    what = f"{len(below)} counters below the last audit ({name}: {_pair(last, now)})"
    if _went_back(state, new):
        message = f"{what}, and the clock is earlier: an older file, passed over."
        return _nothing(state, "older", message, True)
    message = f"{what}: the board was swapped or reset. Counting starts anew."
    return _nothing(new, "reset", message, True)


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


def _sell(state, new, audit):
    sales, findings, kept = [], [], {}
    if _went_back(state, new):
        message = f"The clock went back from {state.moment} to {new.moment}."
        findings.append(Finding("clock", message, True))
    for product in audit.products:
        now, last = new.products.get(product.number), state.products.get(product.number)
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
