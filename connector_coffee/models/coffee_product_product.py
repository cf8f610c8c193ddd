# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeeProductProduct(models.Model):
    """A drink on the menu of a machine."""

    _name = "coffee.product.product"
    _inherit = "coffee.binding"
    _inherits = {"product.product": "odoo_id"}
    _description = "Coffee Drink"

    odoo_id = fields.Many2one(
        "product.product", string="Odoo Product", required=True, ondelete="cascade"
    )
    selection = fields.Char(help="Key on the machine that pours this drink.")
    available = fields.Boolean(default=True)
    coffee_price = fields.Monetary(
        string="Price on Machine", currency_field="coffee_currency_id"
    )
    coffee_currency_id = fields.Many2one("res.currency", string="Currency on Machine")
