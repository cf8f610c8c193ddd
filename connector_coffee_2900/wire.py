# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a Coffee 2900 sends, as ``static/openapi/coffee-2900.yaml`` describes it.

Fields that we do not read are not declared: ``msgspec`` leaves them out.
"""

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import msgspec
from babel.numbers import get_currency_precision

from odoo.addons.connector_coffee.components.http_adapter import repaired

BLOCKING = "error"  # severity of an alert while which nothing is poured


class Money(msgspec.Struct):
    """An amount in minor units."""

    amount: int
    currency: str

    def in_units(self):
        """Return the amount in units of the currency, a ``Decimal``."""
        return Decimal(self.amount).scaleb(-get_currency_precision(self.currency))

    @classmethod
    def from_units(cls, amount, currency):
        """Return an amount given in units of its currency, a ``Decimal``."""
        minor = amount.scaleb(get_currency_precision(currency))
        return cls(int(minor.to_integral_value()), currency)


class Token(msgspec.Struct):
    access_token: str
    expires_in: int = 0


class Machine(msgspec.Struct):
    model: str
    serial: str
    firmware: str
    state: str
    clock: datetime


class Page(msgspec.Struct):
    """A page; its rows stay raw, so that a bad one does not spoil the others."""

    data: list[msgspec.Raw]
    next_cursor: str | None = None
    has_more: bool = False
    # it is only shown: no nonsense in it spoils a page
    total: Any = None

    @property
    def count(self):
        """The total, ``None`` where the machine tells no number."""
        return self.total if type(self.total) is int else None


class Drink(msgspec.Struct):
    id: str
    name: str
    price: Money
    selection: int | str = ""
    available: bool = True
    additions: list[str] = []
    etag: str | None = None


class Card(msgspec.Struct):
    uid: str
    name: str
    email: str | None = None
    company: str | None = None
    credit: Money | None = None
    active: bool = True
    etag: str | None = None


class Brew(msgspec.Struct):
    id: str
    drink_id: str
    price: Money
    payment: str
    started_at: datetime
    additions: list[str] = []
    card_uid: str | None = None
    duration: int | None = None
    result: str = "poured"


class OrderedBrew(msgspec.Struct):
    """The brew that an order became; it may not be done yet."""

    id: str
    result: str


class Level(msgspec.Struct):
    code: str
    name: str
    level: int
    capacity: int = 0
    unit: str = ""
    minimum: int = 0


class Alert(msgspec.Struct):
    code: str
    message: str
    since: msgspec.Raw = msgspec.Raw(b"null")
    severity: Any = None

    def moment(self):
        """Return since when, UTC, naive; ``None`` for no time: the fault is there."""
        try:
            return naive_utc(read(self.since, datetime))
        except (msgspec.MsgspecError, OverflowError):
            return None


class Alerts(msgspec.Struct):
    """Faults; they stay raw, so that a bad one does not spoil the others."""

    data: list[msgspec.Raw]


class Id(msgspec.Struct):
    """The one field that names a row which cannot be read otherwise."""

    id: str = ""
    uid: str = ""
    code: str = ""


def read(content, kind):
    """Decode JSON, whatever is in a part of it that does not matter.

    :param content: bytes, or a raw part of them
    :param kind: struct, or any other type
    :raise msgspec.DecodeError: it is no JSON, or no text
    :raise msgspec.ValidationError: it is not of that kind
    """
    try:
        return _decode(content, kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return _decode(repaired(bytes(content)), kind)


def _decode(content, kind):
    try:
        return msgspec.json.decode(content, type=kind)
    except (RecursionError, UnicodeDecodeError, OverflowError) as err:
        raise msgspec.DecodeError(str(err)) from err


def naive_utc(moment):
    """Return an RFC 3339 time as Odoo stores it: UTC, naive.

    :raise OverflowError: it is before the year 1
    """
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
