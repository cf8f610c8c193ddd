# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From counters to sales: how far the counters of a machine moved between two reads.

Many machines tell no single sale, only how often they have poured each product since
they were made. What they sold meanwhile is the difference of two reads. Free of Odoo,
of wire formats and of currencies; money is counted along where a machine counts it.

The counters of a machine are a dict of product, its id there, to :class:`ProductCount`.
A machine that counts cups and nothing else::

    last = {"espresso": ProductCount(Tally(7)), "latte": ProductCount(Tally(40))}
    new = {"espresso": ProductCount(Tally(9)), "latte": ProductCount(Tally(0))}
    moves = compare(last, new)
    moves.gains     # [Gain("espresso", 2)]
    moves.falls     # [Fall("latte", Tally(40), Tally(0))]
    moves.counters  # what to compare the next read with

Store ``counters`` in the transaction that writes the sales, so that none is lost and
none is sold twice: ``msgspec.to_builtins`` makes plain data of them, money as text,
and ``msgspec.convert(data, dict[str, ProductCount])`` takes them back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

REST = ""  # the part of a product that its total counts and no part of it does


class Tally(msgspec.Struct, frozen=True):
    """How often, and for how much. ``None`` means that the machine does not say.

    ``value`` is in units of a currency (not in cents); which one, the caller knows.
    """

    number: int | None = None
    value: Decimal | None = None

    @property
    def known(self) -> bool:
        """Whether the machine says anything."""
        return self.number is not None or self.value is not None


class ProductCount(msgspec.Struct, frozen=True):
    """The counters of one product, since the machine was made.

    ``parts`` split it, by means of payment for example; a machine that does not split
    leaves them out, one that has nothing but parts leaves ``total`` out. A part
    without a number is no counter: leave it out, too.
    """

    total: Tally = Tally()
    parts: dict[str, Tally] = {}

    @property
    def known(self) -> bool:
        """Whether there is a number that can be compared."""
        return self.total.number is not None or bool(self.parts)

    @property
    def overall(self) -> Tally:
        """All vends of the product: its total, or the sum of its parts."""
        return self.total if self.total.number is not None else add(self.parts.values())


class Gain(msgspec.Struct, frozen=True):
    """What one part of a product has sold: ``number`` of vends, never below 1.

    ``value`` is what all of them brought, ``None`` where the machine does not say.
    """

    product: str
    number: int
    part: str = REST
    value: Decimal | None = None


class Fall(msgspec.Struct, frozen=True):
    """A counter that is below what it was, by a reset, a new board or a roll-over."""

    product: str
    last: Tally
    new: Tally
    part: str = REST


@dataclass
class Moves:
    """What became of the counters between two reads.

    :param counters: dict of product to ``ProductCount``, for the next comparison
    :param gains: list of ``Gain``, in the order of the new counters
    :param falls: list of ``Fall``; their products sold nothing that could be known
    :param fresh: list of products that were never counted before
    :param held: list of (product, part) that counted money and no vend; both are
        going to be a gain with the next vend
    """

    counters: dict[str, ProductCount]
    gains: list[Gain] = field(default_factory=list)
    falls: list[Fall] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self):
        """Tell whether anything moved that a person could ask about."""
        return bool(self.gains or self.falls or self.fresh or self.held)


def compare(last: dict[str, ProductCount], new: dict[str, ProductCount]) -> Moves:
    """Find out what was sold between two reads.

    - A product that was never counted starts here: ``fresh``. So does one that has a
      counter below the last one: ``falls``. Neither costs another product anything.
    - A product that is missing, or without a number, keeps its counters until it
      comes back.
    - A part that is new counts from zero, as far as the total of the product covers
      that: many machines list a part from its first vend on. Where it does not, and
      where the total moved beyond all parts, the rest goes to ``REST``.
    - Money without a vend is held back until a vend comes as well.

    No gain is negative, and nothing is ever sold twice.

    :param last: ``Moves.counters`` of the last read, empty before the first one
    :param new: what the machine says now
    """
    known = {product: now for product, now in new.items() if now.known}
    moves = Moves({**last, **known})
    for product, now in known.items():
        if product not in last:
            moves.fresh.append(product)
        elif falls := list(_falls(product, last[product], now)):
            moves.falls += falls
        else:
            _count(moves, product, last[product], now)
    return moves


def fell(last: Tally, new: Tally) -> bool:
    """Tell whether number or value is below the last one, as no counter can be."""
    pairs = ((last.number, new.number), (last.value, new.value))
    return any(None not in pair and pair[1] < pair[0] for pair in pairs)


def add(tallies) -> Tally:
    """Add up tallies; what is not known stays out, of nothing comes an unknown one."""
    tallies = list(tallies)
    return Tally(
        _sum(tally.number for tally in tallies), _sum(tally.value for tally in tallies)
    )


def _sum(amounts):
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _falls(product, last, now) -> Iterator[Fall]:
    """Yield the counters of a product that fell. Like is compared with like."""
    if fell(last.total, now.total):
        yield Fall(product, last.total, now.total)
    for part, tally in last.parts.items():
        if fell(tally, now.parts.get(part, Tally())):
            yield Fall(product, tally, now.parts[part], part)


def _count(moves, product, last, now):
    """Add what a product has sold, and what of its counters to remember."""
    sold, held = set(), set()
    for part, tally in _moved_parts(last, now).items():
        if tally.number > 0:
            # parts that do not add up to their total can leave less than nothing
            value = tally.value if tally.value is None or tally.value >= 0 else None
            moves.gains.append(Gain(product, tally.number, part, value))
            sold.add(part)
        elif tally.value and tally.value > 0:
            moves.held.append((product, part))
            held.add(part)
    moves.counters[product] = _remembered(last, now, sold, held)


def _moved_parts(last, now) -> dict[str, Tally]:
    """Split what a product sold; see ``compare`` for the rules."""
    total = _moved(last.overall, now.overall)
    if not now.parts:
        return {REST: total}
    known = {
        part: _moved(last.parts[part], tally)
        for part, tally in now.parts.items()
        if part in last.parts
    }
    fresh = {
        part: _moved(Tally(0), tally)
        for part, tally in now.parts.items()
        if part not in last.parts
    }
    split = {**known, **fresh}
    counted = sum(tally.number for tally in split.values())
    if counted > total.number and any(tally.number for tally in fresh.values()):
        return {**known, REST: _rest(total, known.values())}
    if counted < total.number and None not in (last.total.number, now.total.number):
        return {**split, REST: _rest(total, split.values())}
    return split


def _moved(last, new):
    """Return the difference; its value is ``None`` when one of the two is unknown."""
    if last.value is None and not last.number:
        last = Tally(last.number, Decimal(0))
    known = None not in (last.value, new.value)
    return Tally(new.number - last.number, new.value - last.value if known else None)


def _rest(total, parts):
    """Return what a total moved beyond parts of it."""
    parts = list(parts)
    number = total.number - sum(part.number for part in parts)
    values = [total.value, *(part.value for part in parts)]
    if None in values:
        return Tally(number)
    return Tally(number, values[0] - sum(values[1:]))


def _remembered(last, now, sold, held):
    """Return the new counters of a product; of what is held, the old ones.

    A part that is missing keeps its counters, unless the total has taken over, for
    all or for what it counts beyond the parts: counting them later would sell twice.
    """
    total = last.total if REST in held else now.total
    if not now.parts:
        return ProductCount(total)
    parts = {
        part: tally
        for part, tally in last.parts.items()
        if part in now.parts or REST not in sold
    }
    parts.update((part, tally) for part, tally in now.parts.items() if part not in held)
    return ProductCount(total, parts)
