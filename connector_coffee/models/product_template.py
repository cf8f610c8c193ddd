# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "coffee.page.mixin"]

    coffee_bind_ids = fields.One2many(
        "coffee.product.product",
        string="Coffee Bindings",
        compute="_compute_coffee_bind_ids",
        context={"active_test": False},
        groups="connector_coffee.coffee_group_user",
        help="Of all variants: each variant is a drink of its own.",
    )

    @api.depends("product_variant_ids.coffee_bind_ids")
    def _compute_coffee_bind_ids(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.coffee_bind_ids = variants.coffee_bind_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coffee_sold(self):
        """Refuse to delete what machines have sold: the database would say it worse.

        :raise UserError: says to archive it
        """
        templates = self.sudo().with_context(active_test=False)
        templates.product_variant_ids.coffee_bind_ids._unlink_except_sold()
