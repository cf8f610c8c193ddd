# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fields to values: text, numbers, money, counters, dates.

Nothing here raises on what a machine writes. What cannot be read becomes ``None`` (or
empty text) and a warning.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from odoo.addons.connector_coffee.counting import Tally

from .audit import Counter, Problem
from .blocks import Segment

MAX_DIGITS = 18
MAX_WARNINGS = 200  # per block; the last one says that there were more
ERASED = 0xFFFFFFFF  # what a counter shows that was never written
NO_PRICE = 0xFFFF  # a price that nobody has set (EVA-DTS 6.2, §5.1.7.3)

_ESCAPE = re.compile(rb"\^([0-9A-Fa-f]{2})\^")
_DECIMAL = re.compile(rb"\d{1,15}[.,]\d{1,4}")
_CONTROL = {code: None for code in (*range(32), *range(127, 160))}


class Notes:
    """Collects the warnings of a block, no more than ``MAX_WARNINGS``."""

    def __init__(self):
        self.warnings = []

    def add(self, code, line, message):
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Problem(code, line, message))
        elif len(self.warnings) == MAX_WARNINGS:
            self.warnings.append(Problem("more", line, "more warnings left out"))


def text(field: bytes) -> str:
    """Read text: UTF-8 if it is that, else Western European; blanks trimmed.

    ``^2A^`` stands for the character 2A (EVA-DTS 6.2, §2.3.2.1). Control characters
    are left out: no name needs them and PostgreSQL refuses NUL.
    """
    raw = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), field)
    return _decoded(raw).translate(_CONTROL).strip()


def _decoded(raw):
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def excerpt(field: bytes) -> str:
    """A field as it may stand in a message: short, printable."""
    return repr(field[:40].decode("latin-1"))


class Reader:
    """Reads the fields of one block: knows its decimals, notes what is odd."""

    def __init__(self, notes: Notes, decimals: int = 2):
        self.notes = notes
        self.decimals = decimals

    def text(self, segment: Segment, number: int) -> str:
        return text(segment.field(number))

    def number(self, segment: Segment, number: int) -> int | None:
        """Read a count; ``None`` when empty, erased or no number."""
        field = segment.field(number).strip()
        if not field:
            return None
        if field.isdigit() and len(field) <= MAX_DIGITS:
            value = int(field)
            if value != ERASED:
                return value
        self._note(segment, number, "is no count")
        return None

    def money(self, segment: Segment, number: int) -> Decimal | None:
        """Read an amount, in units of the currency.

        The decimal point is implied (§2.3.2.1, type Nc); one that is written out all
        the same is believed.
        """
        field = segment.field(number).strip()
        if _DECIMAL.fullmatch(field):
            self._note(segment, number, "has a decimal point of its own")
            return Decimal(field.replace(b",", b".").decode("ascii"))
        value = self.number(segment, number)
        return None if value is None else Decimal(value).scaleb(-self.decimals)

    def price(self, segment: Segment, number: int) -> Decimal | None:
        """Read a price; ``None`` too when nobody has set one."""
        unset = segment.field(number).strip() == b"%d" % NO_PRICE
        return None if unset else self.money(segment, number)

    def number_first(self, segment: Segment | None, start: int = 1) -> Counter:
        """Read number, value, number since reset, value since reset (PA2, PA7, …).

        So products count; since initialisation comes before since reset. Real machines
        send three fields too. The third is then the lifetime count, as on an Animo
        OptiMe, unless it is smaller than the first: then it can only be the number
        since reset, with the value left out at the end of the line.
        """
        if segment is None:
            return Counter()
        init = Tally(self.number(segment, start), self.money(segment, start + 1))
        third = self.number(segment, start + 2)
        short = start == 1 and len(segment.fields) == 3
        if short and third is not None and third >= (init.number or 0):
            return Counter(init, lifetime=third)
        return Counter(init, Tally(third, self.money(segment, start + 3)))

    def value_first(self, segment: Segment | None) -> Counter:
        """Read value, number, value since reset, number since reset (VA1, CA2, …).

        So the machine as a whole and the payment devices count.
        """
        if segment is None:
            return Counter()
        return Counter(
            Tally(self.number(segment, 2), self.money(segment, 1)),
            Tally(self.number(segment, 4), self.money(segment, 3)),
        )

    def moment(self, segment: Segment, day: int, time: int, seconds: int = 0):
        """Read date (yymmdd or yyyymmdd) and time (hhmm or hhmmss); naive, local."""
        date_field = segment.field(day).strip()
        time_field = segment.field(time).strip()
        if not date_field.strip(b"0") and not time_field.strip(b"0"):
            return None
        if len(time_field) == 4:
            extra = segment.field(seconds).strip() if seconds else b""
            time_field += extra.zfill(2) if extra else b"00"
        digits = (date_field if len(date_field) == 8 else b"20" + date_field) + (
            time_field
        )
        moment = _moment(digits)
        if moment is None:
            what = f"{excerpt(date_field)} {excerpt(time_field)} is no moment"
            self.notes.add("date", segment.line, f"{segment.tag}: {what}")
        return moment

    def _note(self, segment, number, what):
        name = f"{segment.tag}{number:02d}"
        self.notes.add(
            "number", segment.line, f"{name}: {excerpt(segment.field(number))} {what}"
        )


def _moment(digits: bytes) -> datetime | None:
    """Return yyyymmddhhmmss as a moment; ``None`` for the 31st of February."""
    if len(digits) != 14 or not digits.isdigit():
        return None
    try:
        return datetime.strptime(digits.decode("ascii"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
