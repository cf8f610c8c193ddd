# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent


class CoffeeExportMapper(AbstractComponent):
    """Turn a binding into the values that an adapter writes to a machine."""

    _name = "coffee.export.mapper"
    _inherit = ["base.export.mapper", "coffee.base"]
