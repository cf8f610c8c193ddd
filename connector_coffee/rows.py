# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The connector's vocabulary: what adapters return and everything above them reads.

Units and encodings are settled here: datetimes are UTC and naive, money is
``Decimal`` in units of an ISO 4217 currency, ids are opaque strings.
"""

import math
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import ClassVar, Union, get_args, get_origin

import msgspec

from odoo import _

from .exceptions import CoffeeRowError

LONGEST = 4000  # characters of a field; a name of a million is none
LONGEST_ID = 500  # characters; the database finds records by ids
IDS = {"external_id", "drink", "card"}  # fields that are ids
LARGEST = 10**12  # of an amount, in its unit; a float still keeps its cents
LARGEST_INTEGER = 2**31 - 1  # what the database takes
YEARS = range(1900, 3000)  # what the database, and a screen in any zone, can show


@cache
def kinds_of(row_class):
    """Return the classes that the fields of a row may have.

    :return: dict of name to tuple of classes
    """
    return {
        field.name: _classes(field.type) for field in msgspec.structs.fields(row_class)
    }


def _classes(hint):
    """Return the classes of an annotation; any number is as good as a ``Decimal``."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(kind for part in get_args(hint) for kind in _classes(part))
    if hint is Decimal:
        return (Decimal, int, float)
    return (get_origin(hint) or hint,)


def why_not(value):
    """Say why no database, or no screen, takes a value.

    :return: str, empty for a value that is good
    """
    if isinstance(value, str):
        if len(value) > LONGEST or not is_text(value):
            return _("It is too long, or not text.")
    elif isinstance(value, list):
        if not all(isinstance(part, str) and is_text(part) for part in value):
            return _("It is too long, or not text.")
        return why_not(", ".join(value))
    elif isinstance(value, datetime):
        if value.year not in YEARS:
            return _("It is not in the calendar of Odoo.")
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            return _("It is too large.")
    elif isinstance(value, float | Decimal):
        if not math.isfinite(value):
            return _("It is not a number.")
        if abs(value) > LARGEST:
            return _("It is too large.")
    return ""


def is_text(value):
    """Tell whether a string is one for the database: no NUL, no half a character."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a machine.

    ``etag`` names the state of the record on machines that take writes.
    """

    external_id: str
    etag: str | None = None

    #: whether a row without an id is refused
    _has_id: ClassVar[bool] = True

    def __post_init__(self):
        """Refuse what no database takes, before it reaches a query for a whole page.

        :raise CoffeeRowError: names the field
        """
        for name, kinds in kinds_of(type(self)).items():
            value = getattr(self, name)
            if not isinstance(value, kinds):
                raise self._refusal(name, _("It is of another type."))
            reason = why_not(value)
            if not reason and name in IDS and len(value or "") > LONGEST_ID:
                reason = _("It is too long, or not text.")
            if reason:
                raise self._refusal(name, reason)
        if not self.external_id and self._has_id:
            raise self._refusal("external_id", _("It is empty."))

    def _refusal(self, name, reason):
        value = getattr(self, name)
        if not isinstance(value, str | int | float | Decimal | datetime):
            value = type(value).__name__  # whatever it holds, and how deep
        external_id = self.external_id if isinstance(self.external_id, str) else "?"
        return CoffeeRowError(external_id, name, value, reason)

    def get(self, name, default=None):
        """Return a field by name, as the mappers of ``connector`` read a record."""
        return getattr(self, name, default)


class Machine(Row, frozen=True, kw_only=True):
    """What a machine says of itself.

    ``external_id`` is its serial number, "" where it has none.
    """

    external_id: str = ""
    model: str
    firmware: str = ""
    state: str = "ready"
    clock: datetime | None = None

    _has_id: ClassVar[bool] = False


class Drink(Row, frozen=True, kw_only=True):
    """A drink on the menu; ``name`` is in the language of the backend.

    ``additions`` are those that go with it, ``None`` where the machine tells none.
    """

    name: str
    selection: str = ""
    price: Decimal | None = None
    currency: str | None = None
    available: bool = True
    additions: list[str] | None = None


class Card(Row, frozen=True, kw_only=True):
    """A badge and its holder; ``external_id`` is the number on the badge."""

    name: str
    email: str | None = None
    company: str | None = None
    credit: Decimal = Decimal(0)
    currency: str | None = None
    active: bool = True


class Brew(Row, frozen=True, kw_only=True):
    """A drink sold; ``drink`` is the external id of the drink.

    ``amount`` is what was paid for the whole ``quantity``, in ``currency`` (ISO 4217),
    ``None`` for that of the company; ``duration`` is in seconds, ``None`` where the
    machine does not measure it.
    """

    drink: str
    started_at: datetime
    quantity: int = 1
    amount: Decimal = Decimal(0)
    currency: str | None = None
    payment: str = "other"
    card: str | None = None
    additions: str = ""
    duration: int | None = None
    result: str = "poured"


class Level(Row, frozen=True, kw_only=True):
    """How much of a consumable is left; ``external_id`` is its code."""

    name: str
    level: Decimal
    capacity: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)
    unit: str = ""


class Alert(Row, frozen=True, kw_only=True):
    """A fault that is there now; ``external_id`` is its code.

    ``blocking`` tells that the machine pours nothing while it lasts. An adapter sets
    it where the machine says so; any other fault leaves the menu as it is, and it is
    the machine that refuses what it cannot pour.
    """

    message: str
    since: datetime | None = None
    blocking: bool = False

    @property
    def key(self):
        """Return the key of the checkpoint that asks people to look at the fault."""
        return f"alert:{self.external_id}"


class Pour(msgspec.Struct, frozen=True, kw_only=True):
    """A coffee that a machine took an order for.

    ``external_id`` is its brew, empty on a machine that does not name it; ``result``
    is ``brewing``, ``poured``, or ``failed`` where no coffee came of it.
    """

    external_id: str = ""
    result: str


class Checkpoint(msgspec.Struct, frozen=True):
    """What a person should look at; ``key`` as for ``add_checkpoint``."""

    message: str
    key: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A run of rows, and where the next one starts.

    ``position`` is where the flow stands after this page, ``None`` to leave it
    where it is; ``total`` is the number of rows expected in the whole run, when the
    machine tells one; ``refused`` are the rows that could not be read. ``alerts`` are
    all faults that are there now, ``None`` where the flow does not tell them.
    ``present`` is the number of records that the machine has in all, where it tells.
    ``left_out`` is the number of records that were read and are not wanted. A page
    that says ``more`` has rows, or tells of others that it had.
    ``serial`` is the serial number of the machine that gave the page, "" where it
    tells none. ``changed`` is a sentence, why the position cannot be of this machine;
    "" where it can. ``warnings`` are sentences that the run keeps, ``checkpoints`` are
    opened.
    """

    rows: list[Row]
    position: str | None = None
    more: bool = False
    total: int | None = None
    refused: list[CoffeeRowError] = []
    alerts: list[Alert] | None = None
    present: int | None = None
    left_out: int = 0
    serial: str = ""
    changed: str = ""
    warnings: list[str] = []
    checkpoints: list[Checkpoint] = []

    def __post_init__(self):
        """Forget a number, or a position, that cannot be one."""
        for name in ("total", "present"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= LARGEST_INTEGER:
                msgspec.structs.force_setattr(self, name, None)
        if self.position is not None and why_not(self.position):
            msgspec.structs.force_setattr(self, "position", None)
