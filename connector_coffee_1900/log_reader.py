# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lines of the log to rows, and how far one has come when some cannot be read."""

from bisect import bisect_left

from odoo import _

from odoo.addons.connector_coffee.exceptions import CoffeeRowError

from .log import parse_line


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
