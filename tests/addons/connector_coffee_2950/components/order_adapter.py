# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class Coffee2950OrderAdapter(Component):
    """Pour on a Coffee 2950, which names its brews and knows no keys."""

    _name = "coffee.2950.order.adapter"
    _inherit = "coffee.2900.order.adapter"
    _backend_version = "2950"

    _can_repeat = False
