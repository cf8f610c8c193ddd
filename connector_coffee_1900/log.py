# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A line of the sales log of a Coffee 1900: CSV, one line a coffee."""

import csv
import re
from datetime import datetime
from decimal import Decimal

from odoo import _

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeRowError

ENCODING = "iso-8859-1"
FIELDS = "seq;timestamp;selection;card;payment;price;currency;additions".split(";")
PAYMENTS = {"cash", "cashless", "token", "free", "test"}
LONGEST = 2000  # characters; a line of a million is no coffee
EXCERPT = 80  # characters of a bad line that a checkpoint shows

PATTERNS = {
    "seq": r"\d{1,18}",
    "timestamp": r"\d\d\.\d\d\.(19|20)\d\d \d\d:\d\d:\d\d",
    "selection": r"[A-Za-z0-9]{1,20}",
    "card": r"[\x21-\x7e]{0,64}",
    "payment": r"[A-Za-z]{0,20}",
    "price": r"\d{1,9}([.,]\d{1,4})?",
    "currency": r"[A-Z]{3}",
    "additions": r"[\x20-\x7e\xa0-\xff]*",
}
MATCHES = {name: re.compile(p, re.ASCII).fullmatch for name, p in PATTERNS.items()}


def is_header(line):
    """Tell whether a line, ``bytes``, names the fields as the first one should."""
    text = line.removeprefix(b"\xef\xbb\xbf").decode(ENCODING)
    return text.strip().lower() == ";".join(FIELDS)


def parse_line(line, place, clock):
    """Read one line.

    :param line: bytes without the end of line
    :param place: where it stands, for the error
    :param clock: ``LogClock``
    :return: ``rows.Brew``
    :raise CoffeeRowError: names the place, the field and what is expected
    """
    text = line[: LONGEST + 1].decode(ENCODING)
    record = dict(zip(FIELDS, _split(text, place), strict=True))
    for name, matches in MATCHES.items():
        if not matches(record[name]):
            raise _refusal(place, name, record[name], _expected(name))
    payment = record["payment"].lower()
    return rows.Brew(
        external_id=str(int(record["seq"])),
        drink=record["selection"],
        started_at=_moment(record["timestamp"], place, clock),
        amount=Decimal(record["price"].replace(",", ".")),
        currency=record["currency"],
        payment=payment if payment in PAYMENTS else "other",
        card=record["card"] or None,
        additions=record["additions"],
    )


def _split(text, place):
    if not text.strip():
        raise _refusal(place, "line", text, _("It is empty."))
    if len(text) > LONGEST or "\0" in text:
        raise _refusal(place, "line", text, _("It is too long, or no text."))
    try:
        (values,) = csv.reader([text], delimiter=";", strict=True)
    except csv.Error as err:
        raise _refusal(place, "line", text, _("It is no CSV: %s.", err)) from err
    if len(values) != len(FIELDS):
        reason = _(
            "It has %(count)s fields, not %(expected)s.",
            count=len(values),
            expected=len(FIELDS),
        )
        raise _refusal(place, "line", text, reason)
    return values


def _moment(text, place, clock):
    try:
        return clock.to_utc(datetime.strptime(text, "%d.%m.%Y %H:%M:%S"))
    except (ValueError, OverflowError) as err:
        reason = _("There is no such day or time.")
        raise _refusal(place, "timestamp", text, reason) from err


def _expected(name):
    """Say what a field should be."""
    return {
        "seq": _("Expected is a number."),
        "timestamp": _("Expected is day.month.year hour:minute:second."),
        "selection": _("Expected is the number of a key."),
        "card": _("Expected is the number of a badge, or nothing."),
        "payment": _("Expected is a word such as CASH."),
        "price": _("Expected is an amount such as 1,50."),
        "currency": _("Expected is a code such as EUR."),
        "additions": _("Expected is text."),
    }[name]


def _refusal(place, field, value, reason):
    return CoffeeRowError(place, field, value[:EXCERPT], reason)
