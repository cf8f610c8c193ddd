# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the machine counts: per product, payment device and in total.

Each counter is kept since initialisation (for ever, until the board is
swapped) and since the last reset.
"""

from collections import Counter
from dataclasses import dataclass, field

from ..records import Brew

DEVICES = {"cash": "CA", "cashless": "DA", "token": "TA"}  # paid; EVA-DTS PA702
PRICE_LIST = 0


@dataclass(frozen=True)
class Count:
    """Number and value (minor units), since init and since reset."""

    number: int = 0
    value: int = 0
    reset_number: int = 0
    reset_value: int = 0


@dataclass
class Counters:
    """Count vends by (selection, payment); read sums with `sum`."""

    _number: Counter = field(default_factory=Counter)
    _value: Counter = field(default_factory=Counter)
    _reset_number: Counter = field(default_factory=Counter)
    _reset_value: Counter = field(default_factory=Counter)

    def add(self, brew: Brew) -> None:
        """Count one coffee."""
        key = brew.selection, brew.payment
        self._number[key] += 1
        self._value[key] += brew.price
        self._reset_number[key] += 1
        self._reset_value[key] += brew.price

    def reset(self) -> None:
        """Start the interval counters afresh, as somebody who empties the till."""
        self._reset_number.clear()
        self._reset_value.clear()

    def sum(self, payments, selection: int | None = None) -> Count:
        """Return the sum over payments, of one product or of all."""
        keys = [
            key
            for key in self._number
            if key[1] in payments and selection in (None, key[0])
        ]
        return Count(
            sum(self._number[key] for key in keys),
            sum(self._value[key] for key in keys),
            sum(self._reset_number[key] for key in keys),
            sum(self._reset_value[key] for key in keys),
        )

    def rows(self) -> list[list]:
        """Return all counters, for a file."""
        return [
            [
                *key,
                self._number[key],
                self._value[key],
                self._reset_number[key],
                self._reset_value[key],
            ]
            for key in self._number
        ]

    @classmethod
    def of(cls, rows: list[list]) -> "Counters":
        """Return counters out of a file."""
        made = cls()
        for selection, payment, number, value, reset_number, reset_value in rows:
            key = selection, payment
            made._number[key] = number
            made._value[key] = value
            made._reset_number[key] = reset_number
            made._reset_value[key] = reset_value
        return made
