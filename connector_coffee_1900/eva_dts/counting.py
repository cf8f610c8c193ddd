# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Segments of counters to counters.

Two layouts: products count number before value, the machine as a whole and the
payment devices count value before number. Since initialisation comes before since
reset, in both.
"""

from __future__ import annotations

from .counters import Counter, Tally
from .fields import Reader
from .segments import Segment


def number_first(reader: Reader, segment: Segment | None, start: int = 1) -> Counter:
    """Read number, value, number since reset, value since reset (PA2, PA7, …).

    Real machines send three fields too. The third is then the lifetime count, as on
    an Animo OptiMe, unless it is smaller than the first: then it can only be the
    number since reset, with the value left out at the end of the line.
    """
    if segment is None:
        return Counter()
    init = Tally(reader.number(segment, start), reader.money(segment, start + 1))
    third = reader.number(segment, start + 2)
    short = start == 1 and len(segment.fields) == 3
    if short and third is not None and third >= (init.number or 0):
        return Counter(init, lifetime=third)
    return Counter(init, Tally(third, reader.money(segment, start + 3)))


def value_first(reader: Reader, segment: Segment | None) -> Counter:
    """Read value, number, value since reset, number since reset (VA1, CA2, …)."""
    if segment is None:
        return Counter()
    return Counter(
        Tally(reader.number(segment, 2), reader.money(segment, 1)),
        Tally(reader.number(segment, 4), reader.money(segment, 3)),
    )
