# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The result: what one block of an audit file says.

An :class:`Audit` always carries everything that could be read. ``refusals`` says
whether it may be believed: empty, and it may; else nothing of it may be imported, and
each refusal is a sentence for the person who looks at the checkpoint. ``warnings``
never stand in the way of an import.
"""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import msgspec

from odoo.addons.connector_coffee.counting import Tally


class Crc(enum.Enum):
    """Verdict on G85. All but ``WRONG`` and ``MISSING`` prove the block intact."""

    RIGHT = "right"
    WITHOUT_LAST_CRLF = "without last CRLF"
    SWAPPED = "swapped bytes"
    SWAPPED_WITHOUT_LAST_CRLF = "swapped bytes, without last CRLF"
    WRONG = "wrong"
    MISSING = "missing"


class SetCount(enum.Enum):
    """Verdict on SE01, the number of segments. Never a reason to refuse alone."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


class Problem(msgspec.Struct, frozen=True):
    """What is odd: stable ``code``, line in the file from 1, a sentence.

    ``product`` is the number of the one that it is about, where it is about one.
    """

    code: str
    line: int
    message: str
    product: str = ""


class Machine(msgspec.Struct, frozen=True):
    """Who speaks: ID1, with the sender of DXS and the software of CB1."""

    serial: str = ""
    model: str = ""
    build: str = ""
    location: str = ""
    asset: str = ""
    sender: str = ""
    software: str = ""


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


class Product(msgspec.Struct, frozen=True):
    """One selection: PA1 and the segments that follow it.

    ``price`` and ``level`` are ``None`` where the machine has none. ``present`` is
    false when the machine says that the selection is not plugged in. ``modifier``
    marks what PP1 lists too, such as "NO CUP": it goes with a drink and is none.
    """

    number: str
    name: str = ""
    price: Decimal | None = None
    capacity: int | None = None
    fill_level: int | None = None
    level: int | None = None
    minimum: int | None = None
    present: bool = True
    modifier: bool = False
    paid: Counter = Counter()
    test: Counter = Counter()
    free: Counter = Counter()
    mixed: Counter = Counter()
    devices: tuple[DeviceSales, ...] = ()


class Payment(msgspec.Struct, frozen=True):
    """Sales of the whole machine through one payment device (CA2, DA2, DB2, TA2)."""

    device: str
    sold: Counter


class Totals(msgspec.Struct, frozen=True):
    """Vends of the whole machine: paid (VA1), test (VA2) and free (VA3)."""

    paid: Counter = Counter()
    test: Counter = Counter()
    free: Counter = Counter()


class ListPrice(msgspec.Struct, frozen=True):
    """Price and vends of one product on one price list (LA1)."""

    price_list: str
    product: str
    price: Decimal | None = None
    number: int | None = None
    number_reset: int | None = None


class Event(msgspec.Struct, frozen=True):
    """A fault or an occurrence (EA2), such as EGS, door open.

    ``recent`` counts since the last audit, ``number`` since initialisation.
    """

    code: str
    recent: int | None = None
    number: int | None = None
    active: bool = False
    minutes: int | None = None
    note: str = ""


class Audit(msgspec.Struct, frozen=True):
    """One block. ``line`` is where it starts in the file.

    ``version`` is the one of the standard, ``"6.0"``; empty when not said. ``clock``
    (ID5) and ``read_at`` (EA3) are machine-local and naive. ``currency`` is an ISO
    4217 code; ``currency_number`` is the field as sent, which may be a telephone
    code. ``crc_said`` and ``crc_computed`` are hexadecimal.
    """

    line: int = 1
    machine: Machine = Machine()
    version: str = ""
    decimals: int = 2
    currency: str = ""
    currency_number: str = ""
    clock: datetime | None = None
    read_number: int | None = None
    read_at: datetime | None = None
    totals: Totals = Totals()
    payments: tuple[Payment, ...] = ()
    products: tuple[Product, ...] = ()
    price_lists: tuple[ListPrice, ...] = ()
    events: tuple[Event, ...] = ()
    crc: Crc = Crc.MISSING
    crc_said: str = ""
    crc_computed: str = ""
    sets: SetCount = SetCount.MISSING
    warnings: tuple[Problem, ...] = ()
    refusals: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.refusals)

    @property
    def serial(self) -> str:
        """Serial number of the machine; the sender's where ID1 has none, or 0."""
        serial = self.machine.serial
        return serial if serial.strip("0") else self.machine.sender or serial

    @property
    def moment(self) -> datetime | None:
        """When the machine thinks that it was read."""
        return self.clock or self.read_at

    def product(self, number: str) -> Product | None:
        return next((p for p in self.products if p.number == number), None)
