# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages of a list come to an end, whatever the machine says."""

from odoo import _

from . import const
from .exceptions import CoffeeProtocolError


class Pages:
    """Count the pages of one run, and tell when they lead nowhere.

    Of the positions one is remembered, a later one each time that the number of pages
    has doubled: whoever goes in a circle comes by it (R. P. Brent, 1980).

    :param position: where the run stands, ``None`` for the beginning
    :param pages: number of pages that were read before
    :param rows: number of rows in them
    :param landmark: position that was remembered before
    """

    def __init__(self, position=None, pages=0, rows=0, landmark=None):
        self.position, self.pages, self.rows = position, pages, rows
        self.landmark = landmark

    def check(self, page):
        """Count a page, and move to where the next one starts.

        :param page: ``rows.Page``
        :raise CoffeeProtocolError: there is more, but no way that leads to its end
        """
        rows = len(page.rows) + len(page.refused) + page.left_out
        self.pages += 1
        self.rows += rows
        if not page.more:
            return
        if page.position in (None, self.position):
            raise CoffeeProtocolError(
                _("The machine says that there is more, but gives no way to go on.")
            )
        if page.position == self.landmark:
            raise CoffeeProtocolError(
                _("The machine gives its pages in a circle: it has no last one.")
            )
        if not rows:
            raise CoffeeProtocolError(
                _("The machine says that there is more, but gives nothing.")
            )
        if self.pages >= const.MAX_PAGES or self.rows > self._most(page):
            raise CoffeeProtocolError(
                _(
                    "The machine has given %(rows)s rows and says that there are more: "
                    "it has no end.",
                    rows=self.rows,
                )
            )
        self.position = page.position
        if self.pages & (self.pages - 1) == 0:
            self.landmark = page.position

    def _most(self, page):
        """Return how many rows the machine's own total explains.

        What changes meanwhile comes twice.
        """
        totals = [total for total in (page.total, page.present) if total is not None]
        if not totals:
            return const.MAX_PAGES * const.PAGE_SIZE
        return 2 * max(totals) + const.PAGE_SIZE
