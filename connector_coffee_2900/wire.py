# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a Coffee 2900 sends, as ``static/openapi/coffee-2900.yaml`` describes it.

Fields that we do not read are not declared: ``msgspec`` leaves them out.
"""

from datetime import datetime, timezone
from decimal import Decimal

import msgspec
from babel.numbers import get_currency_precision

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
    total: int | None = None


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
    severity: str
    message: str
    since: datetime


class Alerts(msgspec.Struct):
    data: list[Alert]


class Id(msgspec.Struct):
    """The one field that names a row which cannot be read otherwise."""

    id: str = ""
    uid: str = ""
    code: str = ""


def naive_utc(moment):
    """Return an RFC 3339 time as Odoo stores it: UTC, naive.

    :raise OverflowError: it is before the year 1
    """
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
