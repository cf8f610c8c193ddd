# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sales log of a Coffee 1900: CSV, one line a coffee."""

import csv
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeRowError

from .local_time import to_utc

ENCODING = "iso-8859-1"
HEADER = "seq;timestamp;selection;card;payment;price;currency;additions".split(";")
PAYMENTS = {"cash", "cashless", "token", "free", "test"}
LONGEST = 2000  # characters; a line of a million is not a coffee


def sequence_number(line):
    """Return the number that a line starts with, or ``None``."""
    match = re.match(r"(\d{1,18});", line)
    return int(match.group(1)) if match else None


def parse_line(line, number, tz):
    """Read one line.

    :param line: str without its end of line
    :param number: where it stood, counted from 1, for the error
    :param tz: name of the time zone where the machine stands
    :return: ``rows.Brew``
    :raise CoffeeRowError: names the line and the field
    """

    def refuse(field, value, reason):
        return CoffeeRowError(f"Line {number}", field, value, reason)

    if len(line) > LONGEST or "\0" in line:
        raise refuse("line", line[:80], "It is too long, or not text.")
    try:
        (values,) = csv.reader([line], delimiter=";", strict=True)
    except csv.Error as err:
        raise refuse("line", line[:80], f"It is not CSV: {err}.") from err
    if len(values) != len(HEADER):
        raise refuse("line", line[:80], f"It has {len(values)} fields, not 8.")
    record = dict(zip(HEADER, values, strict=True))
    if not (record["seq"].isascii() and record["seq"].isdigit()):
        raise refuse("seq", record["seq"], "It is not a number.")
    try:
        local = datetime.strptime(record["timestamp"], "%d.%m.%Y %H:%M:%S")
    except ValueError as err:
        expected = "Expected day.month.year hour:minute:second."
        raise refuse("timestamp", record["timestamp"], expected) from err
    try:
        price = Decimal(record["price"].replace(",", "."))
    except InvalidOperation as err:
        raise refuse("price", record["price"], "It is not an amount.") from err
    payment = record["payment"].lower()
    return rows.Brew(
        external_id=record["seq"],
        drink=record["selection"],
        started_at=to_utc(local, tz),
        amount=price,
        currency=record["currency"],
        payment=payment if payment in PAYMENTS else "other",
        card=record["card"] or None,
        additions=record["additions"],
    )
