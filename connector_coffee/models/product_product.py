# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    coffee_bind_ids = fields.One2many(
        "coffee.product.product", "odoo_id", string="Coffee Bindings"
    )
