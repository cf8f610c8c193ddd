# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from decimal import Decimal

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows


class Coffee3900BrewAdapter(Component):
    """Read the brews of a Coffee 3900, a JSON list at ``/brews?after=ID``."""

    _name = "coffee.3900.brew.adapter"
    _inherit = "coffee.adapter"
    _apply_on = ["coffee.brew"]
    _backend_version = "3900"

    _can_import = True

    def read_page(self, position, limit):
        params = {"after": position or "", "limit": limit}
        brews = self.request("GET", "/brews", params=params).json()
        return rows.Page(
            rows=[self.to_row(brew) for brew in brews],
            position=brews[-1]["id"] if brews else None,
            more=len(brews) == limit,
        )

    def to_row(self, brew):
        return rows.Brew(
            external_id=brew["id"],
            drink=brew["drink"],
            started_at=datetime.utcfromtimestamp(brew["at"]),
            amount=Decimal(brew["paid"]),
            currency=brew["currency"],
        )
