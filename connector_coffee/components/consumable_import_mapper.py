# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping


class CoffeeConsumableImportMapper(Component):
    """Turn a level into a consumable."""

    _name = "coffee.consumable.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.consumable"]

    direct = [("name", "name"), ("unit", "unit")]

    @mapping
    def amounts(self, row):
        return {
            "level": float(row.level),
            "capacity": float(row.capacity),
            "minimum": float(row.minimum),
        }
