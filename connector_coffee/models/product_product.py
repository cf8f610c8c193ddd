# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coffee_sold(self):
        """Refuse to delete what machines have sold: the database would say it worse.

        :raise UserError: says to archive it
        """
        bindings = self.sudo().with_context(active_test=False).coffee_bind_ids
        bindings._unlink_except_sold()
