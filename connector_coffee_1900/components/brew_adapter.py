# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields

from odoo.addons.component.core import Component
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

    def read_page(self, position, limit):
        if self.backend_record.sales_source == "log":
            return self._read_log(int(position) if position else -1, limit)
        books = self.open_books()
        for audit in self.read_audits():
            books.book(audit)
        return books.page()

    def open_books(self):
        """Return the books of the machine, as they stand.

        :return: ``Books``
        """
        backend = self.backend_record
        return Books(
            self.env["coffee.1900.counter"]._account_of(backend),
            backend.serial or "",
            backend.tz,
            self.company_currency(),
            fields.Datetime.now(),
        )

    def _read_log(self, after, limit):
        """Read the lines after a number, -1 for the oldest that the card holds."""
        lines = self._get_lines(after, limit)
        reader = LogReader(
            LogClock(self.backend_record.tz, self._last_time(after)), after
        )
        for number, line in enumerate(lines, start=2):
            reader.take(line, self._place(number, after))
        reader.refuse_out_of_order()
        more = len(lines) >= limit
        sales = self.not_counted(reader.rows)
        return SalesPage(
            rows=sales,
            refused=reader.refused,
            left_out=len(reader.rows) - len(sales),
            position=str(reader.reached) if lines else None,
            more=more,
            notices=self._gap(after, reader),
            warnings=[] if more else self._odd_totals(),
        )

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
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("coffee_id", "=", str(after)),
        ]
        return self.env["coffee.brew"].search(domain, limit=1).started_at or None

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

    def _odd_totals(self):
        """Compare the counters with each other; the sales come from the log.

        :return: list of str, what does not add up
        """
        try:
            audit = self.read_audit()
        except CoffeeProtocolError as err:
            return [str(err)]
        return [problem.message for problem in audit.warnings]
