# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError, CoffeeRowError

from .. import log


class Coffee1900BrewAdapter(Component):
    """Read the sales log."""

    _name = "coffee.1900.brew.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.brew"]

    _can_import = True

    def read_page(self, position, limit):
        """Read the lines after a sequence number, the position of this flow."""
        params = {"limit": limit}
        if position:
            params["after"] = position
        response = self.request("GET", "/log", params=params)
        # not splitlines(): a stray control character is part of a bad line
        header, *lines = response.content.decode(log.ENCODING).split("\n")
        if header.rstrip("\r") != ";".join(log.HEADER):
            raise CoffeeProtocolError(
                _("This is not the log of a Coffee 1900: %s", header[:80])
            )
        lines = [line.rstrip("\r") for line in lines]
        if lines and not lines[-1]:
            lines.pop()
        return self._page(lines, limit)

    def _page(self, lines, limit):
        tz = self.backend_record.tz
        good, refused, last = [], [], None
        for number, line in enumerate(lines, start=2):
            last = max(last or 0, log.sequence_number(line) or 0)
            try:
                good.append(log.parse_line(line, number, tz))
            except CoffeeRowError as err:
                refused.append(err)
        return rows.Page(
            rows=good,
            refused=refused,
            position=None if last is None else str(last),
            more=len(lines) >= limit,
        )
