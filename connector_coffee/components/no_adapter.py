# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeNoAdapter(Component):
    """Stand in where a version has no adapter for a model: it can do nothing."""

    _name = "coffee.no.adapter"
    _inherit = "coffee.adapter"
