# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "coffee.page.mixin"]

    coffee_bind_ids = fields.One2many(
        "coffee.product.product",
        "odoo_id",
        string="Coffee Bindings",
        # the bindings of an archived product count as archived too
        context={"active_test": False},
        groups="connector_coffee.coffee_group_user",
    )
