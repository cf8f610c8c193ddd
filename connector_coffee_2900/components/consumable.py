# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

import msgspec

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeRowError

from .. import wire


class Coffee2900ConsumableAdapter(Component):
    """Read levels and alerts, which the machine gives whole, without a cursor."""

    _name = "coffee.2900.consumable.adapter"
    _inherit = "coffee.2900.record.adapter"
    _apply_on = ["coffee.consumable"]

    _can_import = True
    _pushes = ("level.low", "alert.raised", "alert.cleared")
    _path = "/levels"
    _wire = wire.Level
    _has_single = False

    def read_page(self, position, limit):
        page = super().read_page(None, limit)
        response = self.request("GET", "/alerts", params={"active": "true"})
        alerts, refused = [], []
        for raw in self.decode(response, wire.Alerts).data:
            try:
                alerts.append(self._alert(raw))
            except CoffeeRowError as err:
                refused.append(err)
        return msgspec.structs.replace(
            page, alerts=alerts, refused=page.refused + refused
        )

    def _alert(self, raw):
        """Turn a raw alert into one of our vocabulary.

        :raise CoffeeRowError: it has no code, or no text
        """
        try:
            alert = wire.read(raw, wire.Alert)
        except msgspec.MsgspecError as err:
            raise CoffeeRowError(
                self._row_id(raw), "alert", self.excerpt(bytes(raw)), str(err)
            ) from err
        return rows.Alert(
            external_id=alert.code,
            message=alert.message,
            since=alert.moment(),
            blocking=alert.severity == wire.BLOCKING,
        )

    def to_row(self, level):
        return rows.Level(
            external_id=level.code,
            name=level.name,
            level=Decimal(level.level),
            capacity=Decimal(level.capacity),
            minimum=Decimal(level.minimum),
            unit=level.unit,
        )
