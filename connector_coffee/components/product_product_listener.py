# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeProductProductListener(Component):
    """Watch the drinks that are bound to a machine."""

    _name = "coffee.product.product.listener"
    _inherit = "coffee.binding.listener"
    _apply_on = ["coffee.product.product"]


class CoffeeProductListener(Component):
    """Watch the products behind the drinks."""

    _name = "coffee.product.listener"
    _inherit = "coffee.owner.listener"
    _apply_on = ["product.product"]


class CoffeeProductTemplateListener(Component):
    """Watch the templates behind the products, where name and price are kept."""

    _name = "coffee.product.template.listener"
    _inherit = "coffee.owner.listener"
    _apply_on = ["product.template"]

    def _bindings(self, record):
        template = record.sudo().with_context(active_test=False)
        return template.product_variant_ids.coffee_bind_ids
