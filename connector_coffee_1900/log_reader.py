# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lines of the log to rows, and how far one has come when some cannot be read."""

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
        self._good, self._bad_since = after, 0

    @property
    def reached(self):
        """A number that the last line has at least."""
        return max(self.after + self.count, self._good + self._bad_since)

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
            self._bad_since += 1
        else:
            self.rows.append(row)
            self._good, self._bad_since = int(row.external_id), 0


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
