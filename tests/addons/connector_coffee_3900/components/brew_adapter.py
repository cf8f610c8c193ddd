# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows


class Coffee3900BrewAdapter(Component):
    """Read the brews of a Coffee 3900, a JSON list at ``/brews?after=ID``."""

    _name = "coffee.3900.brew.adapter"
    _inherit = "coffee.json.adapter"
    _apply_on = ["coffee.brew"]
    _backend_version = "3900"

    _can_import = True

    def read_page(self, position, limit):
        params = {"after": position or "", "limit": limit}
        brews = self.get_list("/brews", params=params)
        found, refused = self.rows_of(brews)
        return rows.Page(
            rows=found,
            refused=refused,
            position=self.last_id(brews),
            more=len(brews) == limit,
        )

    def to_row(self, brew):
        moment = datetime.fromtimestamp(brew["at"], timezone.utc)
        return rows.Brew(
            external_id=brew["id"],
            drink=brew["drink"],
            started_at=moment.replace(tzinfo=None),
            amount=Decimal(brew["paid"]),
            currency=brew["currency"],
        )
