# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sales log of a Coffee 1900: CSV, one line a coffee; some cannot be read."""

import csv
import re
from bisect import bisect_left
from datetime import datetime
from decimal import Decimal

from odoo import _

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeRowError

ENCODING = "iso-8859-1"
FIELDS = "seq;timestamp;selection;card;payment;price;currency;additions".split(";")
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


class LogReader:
    """Reads lines one after the other.

    Numbers only ever grow, so a line without a number that can be believed has at
    least the number before it plus one. ``reached`` adds that up: a position that
    passes over no line, and moves with every line, whatever is in it.

    :param clock: ``LogClock``
    :param after: number after which the lines come, -1 for the beginning
    :ivar rows: list of ``rows.Brew``
    :ivar refused: list of ``CoffeeRowError``
    """

    def __init__(self, clock, after=-1):
        self.clock, self.after = clock, after
        self.rows, self.refused = [], []
        self.count = 0
        self._places = []  # of each row: which line it is, and what people call that

    @property
    def reached(self):
        """A number that the last line has at least.

        The last number is not believed: it may be damaged, and none after it says so.
        Where it leaves numbers out, its line is read once more.
        """
        if len(self.rows) < 2:
            return self.after + self.count
        line, _place = self._places[-2]
        return int(self.rows[-2].external_id) + self.count - line

    def take(self, line, place):
        """Read a line.

        :param line: bytes without the end of line
        :param place: where it stands, for people; equal for the same line
        """
        self.count += 1
        try:
            row = parse_line(line, place, self.clock)
        except CoffeeRowError as err:
            self.refused.append(err)
        else:
            self.rows.append(row)
            self._places.append((self.count, place))

    def refuse_out_of_order(self):
        """Refuse the lines whose number does not grow: a digit of it is damaged.

        It may be that of another line, whose sale it would overwrite, or so high that
        all lines up to it would never be read.
        """
        rows, places = self.rows, self._places
        self.rows, self._places = [], []
        kept = growing([int(row.external_id) for row in rows], self.after)
        for index, (row, place) in enumerate(zip(rows, places, strict=True)):
            if index in kept:
                self.rows.append(row)
                self._places.append(place)
            else:
                reason = _("The numbers of the lines around it do not allow this one.")
                self.refused.append(
                    CoffeeRowError(place[1], "seq", row.external_id, reason)
                )


def growing(numbers, after):
    """Find the most numbers that grow from one to the next, by patience sorting.

    :param after: what all of them are greater than
    :return: set of their indexes; of several such choices the one that ends lowest
    """
    tails, ends, before = [], [], {}
    for index, number in enumerate(numbers):
        if number <= after:
            continue
        length = bisect_left(tails, number)
        before[index] = ends[length - 1] if length else None
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [index]
    found, index = set(), ends[-1] if ends else None
    while index is not None:
        found.add(index)
        index = before[index]
    return found


def split(body):
    """Split an answer of the machine into lines.

    Not ``splitlines()``: a stray control character is part of a bad line. Nor does a
    line in UTF-16 cost the next one, which would begin with half a line end.

    :return: list of bytes, at least one
    """
    lines = [line.rstrip(b"\r").lstrip(b"\0") for line in body.split(b"\n")]
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def is_header(line):
    """Return whether a line, ``bytes``, names the fields as the first one should."""
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
    return rows.Brew(
        external_id=str(int(record["seq"])),
        drink=record["selection"],
        started_at=_moment(record["timestamp"], place, clock),
        amount=Decimal(record["price"].replace(",", ".")),
        currency=record["currency"],
        payment=record["payment"],
        card=record["card"] or None,
        additions=record["additions"],
    )


def _split(text, place):
    if not text.strip():
        raise _refusal(place, "line", text, _("It is empty."))
    if len(text) > LONGEST or "\0" in text:
        raise _refusal(place, "line", text, _("It is too long, or not text."))
    try:
        (values,) = csv.reader([text], delimiter=";", strict=True)
    except csv.Error as err:
        raise _refusal(place, "line", text, _("It is not CSV: %s.", err)) from err
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
    """Return what a field should be, as a sentence."""
    return {
        "seq": _("It should be a number."),
        "timestamp": _("It should be a time such as 22.11.2026 08:04:11."),
        "selection": _("It should be the number of a key."),
        "card": _("It should be the number of a badge, or empty."),
        "payment": _("It should be a word such as CASH."),
        "price": _("It should be an amount such as 1,50."),
        "currency": _("It should be a currency code such as EUR."),
        "additions": _("It should be text."),
    }[name]


def _refusal(place, field, value, reason):
    return CoffeeRowError(place, field, value[:EXCERPT], reason)
