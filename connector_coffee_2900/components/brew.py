# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import msgspec

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from .. import wire

PAYMENTS = {"cash", "cashless", "token", "free", "test"}


class Coffee2900BrewAdapter(Component):
    """Read the sales log."""

    _name = "coffee.2900.brew.adapter"
    _inherit = "coffee.2900.record.adapter"
    _apply_on = ["coffee.brew"]

    _can_import = True
    _pushes = ("brew.finished",)
    _path = "/brews"
    _wire = wire.Brew

    def read_page(self, position, limit):
        """Read a page, and whose it is: one request more, however many rows."""
        machine = self.decode(self.request("GET", "/machine"), wire.Machine)
        page = super().read_page(position, limit)
        return msgspec.structs.replace(page, serial=machine.serial)

    def to_row(self, brew):
        return rows.Brew(
            external_id=brew.id,
            drink=brew.drink_id,
            started_at=wire.naive_utc(brew.started_at),
            amount=brew.price.in_units(),
            currency=brew.price.currency,
            payment=brew.payment if brew.payment in PAYMENTS else "other",
            card=brew.card_uid,
            additions=", ".join(brew.additions),
            duration=brew.duration,
            result=brew.result,
        )
