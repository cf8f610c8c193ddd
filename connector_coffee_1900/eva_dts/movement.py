# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How far counters moved between two audits, product by product."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from .counters import Tally
from .state import ProductState, State, overall

UNKNOWN_DEVICE = ""
MACHINE = ""  # in place of a product


class Fall(NamedTuple):
    """A counter that is below the last one; ``product`` is its number."""

    product: str
    name: str
    last: Tally
    now: Tally


def moved(old: Tally, new: Tally) -> Tally:
    """Return the difference; its value is ``None`` when one of the two is unknown."""
    if old.value is None and not old.number:
        old = Tally(old.number, Decimal(0))
    known = None not in (old.value, new.value)
    return Tally(new.number - old.number, new.value - old.value if known else None)


def fell(old: Tally, new: Tally) -> bool:
    """Whether number or value is below the last one, as no counter can be."""
    pairs = ((old.number, new.number), (old.value, new.value))
    return any(None not in pair and pair[1] < pair[0] for pair in pairs)


def fallen(old: State, new: State) -> Iterator[Fall]:
    """Yield the counters that fell. Like is compared with like."""
    if fell(old.total, new.total):
        yield Fall(MACHINE, "machine", old.total, new.total)
    for number, last in old.products.items():
        now = new.products.get(number, ProductState())
        if fell(last.total, now.total):
            yield Fall(number, f"product {number}", last.total, now.total)
        for device, tally in last.devices.items():
            if fell(tally, now.devices.get(device, Tally())):
                name = f"product {number} {device}"
                yield Fall(number, name, tally, now.devices[device])


def by_device(old: ProductState, new: ProductState) -> dict[str, Tally]:
    """Split what a product sold by payment device.

    PA7 where there is one; PA2 with an unknown device where there is none. A device
    may be new in PA7, for many machines list it from its first sale on: it counts
    from zero, as far as the total of the product covers that. Where the total does
    not (a machine that starts to send PA7 has old sales in it), what the total has
    moved beyond the devices known before goes to an unknown device. So does what the
    total has moved beyond all devices, where both audits have one.
    """
    total = moved(overall(old), overall(new))
    if not new.devices:
        return {UNKNOWN_DEVICE: total}
    known = {
        device: moved(old.devices[device], tally)
        for device, tally in new.devices.items()
        if device in old.devices
    }
    fresh = {
        device: moved(Tally(0), tally)
        for device, tally in new.devices.items()
        if device not in old.devices
    }
    split = {**known, **fresh}
    counted = sum(tally.number for tally in split.values())
    if counted > total.number and any(tally.number for tally in fresh.values()):
        return {**known, UNKNOWN_DEVICE: _rest(total, known.values())}
    if counted < total.number and None not in (old.total.number, new.total.number):
        return {**split, UNKNOWN_DEVICE: _rest(total, split.values())}
    return split


def _rest(total, parts):
    parts = list(parts)
    number = total.number - sum(part.number for part in parts)
    values = [total.value, *(part.value for part in parts)]
    if None in values:
        return Tally(number)
    return Tally(number, values[0] - sum(values[1:]))
