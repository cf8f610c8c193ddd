# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping


class CoffeeBrewImportMapper(Component):
    """Turn a drink sold into a ``coffee.brew``."""

    _name = "coffee.brew.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.brew"]

    direct = [
        ("started_at", "started_at"),
        ("quantity", "quantity"),
        ("payment", "payment"),
        ("card", "card"),
        ("additions", "additions"),
        ("duration", "duration"),
        ("result", "result"),
    ]

    @mapping
    def drink_id(self, row):
        return {"drink_id": self.reference(row, "drink")}

    @mapping
    def card_id(self, row):
        return {"card_id": self.reference(row, "card")}

    @mapping
    def amount(self, row):
        return {"amount": float(row.amount), "currency_id": self.currency(row).id}
