# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

import msgspec

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from .. import wire


class Coffee2900ConsumableAdapter(Component):
    """Read levels and alerts, which the machine gives whole, without a cursor."""

    _name = "coffee.2900.consumable.adapter"
    _inherit = "coffee.2900.record.adapter"
    _apply_on = ["coffee.consumable"]

    _can_import = True
    _path = "/levels"
    _wire = wire.Level
    _has_single = False

    def read_page(self, position, limit):
        page = super().read_page(None, limit)
        response = self.request("GET", "/alerts", params={"active": "true"})
        alerts = self.decode(response, wire.Alerts).data
        return msgspec.structs.replace(
            page,
            alerts=[
                rows.Alert(
                    external_id=alert.code,
                    message=alert.message,
                    since=wire.naive_utc(alert.since),
                    blocking=alert.severity == wire.BLOCKING,
                )
                for alert in alerts
            ],
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
