# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
from datetime import timedelta

from odoo import _

from odoo.addons.component.core import Component

from ..exceptions import CoffeeRowError

# by how much a time zone that was corrected moves the time of a sale
ZONE_STEP = timedelta(minutes=15)
WIDEST_ZONES = timedelta(hours=26)


class CoffeeBrewRecordImporter(Component):
    """Import brews; each needs its drink and, where a badge paid, its holder.

    A sale is history: what it is of does not change by reading it again.
    """

    _name = "coffee.brew.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.brew"]

    _references = {"drink": "coffee.product.product", "card": "coffee.res.partner"}
    _optional = {"card"}
    _kept = {"drink"}

    def _plan_row(self, plan, row, binding, references):
        """Also refuse a row that would make another sale of one that is there.

        :raise CoffeeRowError: time and drink are others
        """
        if binding and not is_same_sale(binding, row):
            reason = _("Another sale has this ID; sales are not overwritten.")
            raise CoffeeRowError(row.external_id, "started_at", row.started_at, reason)
        return super()._plan_row(plan, row, binding, references)


def is_same_sale(brew, row):
    """Tell whether a row is the sale that Odoo has under its id.

    The drink may differ at the same amount: one that was made anew on the machine has
    another id. The time may differ as it does when a time zone was corrected.

    :param brew: ``coffee.brew``
    :param row: ``rows.Brew``
    """
    apart = abs(brew.started_at - row.started_at.replace(microsecond=0))
    if brew.drink_id.coffee_id == row.drink:
        return apart <= WIDEST_ZONES and not apart % ZONE_STEP
    return not apart and math.isclose(brew.amount, row.amount, abs_tol=0.001)
