# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class Coffee2950ProductProductAdapter(Component):
    """Read the drinks of a Coffee 2950, which shouts their names."""

    _name = "coffee.2950.product.product.adapter"
    _inherit = "coffee.2900.product.product.adapter"
    _backend_version = "2950"

    def to_row(self, drink):
        drink.name = drink.name.upper()
        return super().to_row(drink)
