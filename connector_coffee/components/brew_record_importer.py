# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeBrewRecordImporter(Component):
    """Import brews; each needs its drink and, where a badge paid, its holder."""

    _name = "coffee.brew.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.brew"]

    _references = {"drink": "coffee.product.product", "card": "coffee.res.partner"}
    _optional = {"card"}
