# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Counters: what a machine counts, in numbers and in money."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Tally(msgspec.Struct, frozen=True):
    """How often, and for how much. ``None`` means that the machine does not say.

    ``value`` is in units of the currency (not in cents).
    """

    number: int | None = None
    value: Decimal | None = None

    @property
    def known(self) -> bool:
        return self.number is not None or self.value is not None


class Counter(msgspec.Struct, frozen=True):
    """One thing counted twice: since initialisation and since the last reset.

    ``lifetime`` is the third field of a segment that has exactly three, as Animo
    machines send it: a number only, never below ``init.number``.
    """

    init: Tally = Tally()
    reset: Tally = Tally()
    lifetime: int | None = None


class DeviceSales(msgspec.Struct, frozen=True):
    """Sales of one product through one payment device and price list (PA7).

    ``device``: CA cash, DA and DB cashless, TA token, or what the machine writes.
    """

    device: str
    price_list: str = ""
    price: Decimal | None = None
    sold: Counter = Counter()


class Payment(msgspec.Struct, frozen=True):
    """Sales of the whole machine through one payment device (CA2, DA2, DB2, TA2)."""

    device: str
    sold: Counter


class Totals(msgspec.Struct, frozen=True):
    """Vends of the whole machine: paid (VA1), test (VA2) and free (VA3)."""

    paid: Counter = Counter()
    test: Counter = Counter()
    free: Counter = Counter()
