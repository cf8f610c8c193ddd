# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee.components.brew import is_same_sale
from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError

from ..books import Books
from ..local_time import LogClock
from ..log import is_header
from ..log_reader import LogReader, split
from ..page import Notice, SalesPage


class Coffee1900BrewAdapter(Component):
    """Read the sales: from the log, or as differences of the counters.

    The position of this flow is the number of the last line of the log.
    """

    _name = "coffee.1900.brew.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.brew"]

    _can_import = True

    @property
    def _position_counts(self):
        """Audits count: what was sold is the difference to the last one."""
        return self.backend_record.sales_source == "audit"

    def read_page(self, position, limit):
        if self.backend_record.sales_source == "log":
            return self._read_log(position, limit)
        audits = self.read_audits()
        found = [audit.serial for audit in audits if not audit.refused]
        serial, known = next(filter(None, found), ""), self._serial()
        if serial and known and serial != known:
            # whoever imports asks a person first
            return SalesPage(rows=[], serial=serial)
        books = self.open_books(known or serial)
        for audit in audits:
            books.book(audit)
        return books.page()

    def _cursor(self):
        return self.backend_record._flow_of("coffee.brew")

    def _serial(self):
        """Return the serial number that the sales are of, "" if it is not known."""
        return self._cursor().serial or self.backend_record.serial or ""

    def open_books(self, serial):
        """Return the books of the machine, as they stand.

        :param serial: of the machine, "" if it is not known
        :return: ``Books``
        """
        backend = self.backend_record
        return Books(
            self.env["coffee.1900.counter"]._account_of(backend, serial),
            serial,
            backend.tz,
            self.company_currency(),
            fields.Datetime.now(),
        )

    def _read_log(self, position, limit):
        """Read the lines after a position, empty for the oldest that the card holds.

        The log does not say of which machine it is; the audit beside it does, at the
        cost of one more request. Whether it is the same card is asked of the line
        that was read last.
        """
        after = line_number(position)
        changed = self._why_another_card(position, after)
        lines = self._get_lines(after, limit)
        reader = LogReader(
            LogClock(self.backend_record.tz, self._last_time(after)), after
        )
        for number, line in enumerate(lines, start=2):
            reader.take(line, self._place(number, after))
        reader.refuse_out_of_order()
        more = len(lines) >= limit
        sales = self.not_counted(reader.rows)
        serial, warnings = self._read_beside(last=not more)
        return SalesPage(
            rows=sales,
            refused=reader.refused,
            left_out=len(reader.rows) - len(sales),
            position=str(reader.reached) if lines else None,
            more=more,
            notices=self._gap(after, reader),
            warnings=warnings,
            serial=serial,
            changed=changed,
        )

    def _why_another_card(self, position, after):
        """Say why the card may not be the one that was read until now.

        A card that still has the line that was read last, or newer ones, gives one
        line for the number before it; one that was cleared or swapped gives none.

        :return: str, empty if it is the same
        """
        if position and after < 0:
            return _("The position %s is not the number of a line.", position)
        if after < 0:
            return ""
        lines = self._get_lines(after - 1, 1)
        if not lines:
            return _("Its log ends before line %s, which Odoo has read.", after)
        reader = LogReader(LogClock(self.backend_record.tz))
        reader.take(lines[0], "")
        brew = self._brew(after)
        for row in reader.rows:
            number = int(row.external_id)
            if number == after and brew and not is_same_sale(brew, row):
                return _("Line %s of its log is another sale than it was.", after)
        return ""

    def _get_lines(self, after, limit):
        params = {"limit": limit}
        if after >= 0:
            params["after"] = after
        header, *lines = split(self.request("GET", "/log", params=params).content)
        if not is_header(header):
            raise CoffeeProtocolError(
                _("This is not the log of a Coffee 1900: %s", repr(header[:80]))
            )
        return lines

    def _place(self, number, after):
        if after < 0:
            return _("Line %s of the log", number)
        return _(
            "Line %(number)s of the log after %(after)s", number=number, after=after
        )

    def _last_time(self, after):
        """Return when the line with a number was written, if Odoo has it."""
        return self._brew(after).started_at or None

    def _brew(self, number):
        """Return the sale of a line, empty if Odoo does not have it."""
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("coffee_id", "=", self._cursor().id_of(str(number))),
        ]
        return self.env["coffee.brew"].search(domain, limit=1)

    def not_counted(self, brews):
        """Leave out what audits brought, when they were the source of sales.

        :param brews: list of ``rows.Brew``
        """
        counters = self.backend_record.counter_ids
        return [brew for brew in brews if not counters._have_counted(brew.started_at)]

    def _gap(self, after, reader):
        """Tell of lines that the card has forgotten before Odoo read them.

        A number that is left out is ordinary; so is a jump, as long as the card still
        holds what was read last, or older lines.
        """
        first = int(reader.rows[0].external_id) if reader.rows else None
        if after < 0 or first is None or first <= after + 1:
            return []
        oldest = self._oldest()
        if oldest is None or oldest <= after:
            return []
        message = _(
            "The machine has forgotten the lines from %(first)s to %(last)s of its "
            "log before Odoo read them. If somebody has a copy of the card, upload it; "
            "let Odoo import brews more often.",
            first=after + 1,
            last=oldest - 1,
        )
        return [Notice(message, f"gap:{after}")]

    def _oldest(self):
        """Return the number of the oldest line on the card, ``None`` if unreadable."""
        reader = LogReader(LogClock(self.backend_record.tz))
        for line in self._get_lines(-1, 1):
            reader.take(line, "")
        return int(reader.rows[0].external_id) if reader.rows else None

    def _read_beside(self, last):
        """Read the audit of a machine whose sales come from the log.

        :param last: whether to look also at what does not add up among its counters
        :return: its serial number, "" if it cannot be read, and a list of str, what
            to warn of
        """
        try:
            audit = self.read_audit()
        except CoffeeProtocolError as err:
            return "", [str(err)]
        problems = audit.warnings if last else ()
        return audit.serial, [problem.message for problem in problems]


def line_number(position):
    """Return the number of a line that a position is, -1 if it is none."""
    is_number = position and position.isascii() and position.isdecimal()
    return int(position) if is_number else -1
