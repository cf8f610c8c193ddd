# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeProductProductListener(Component):
    """Watch the drinks that are bound to a machine."""

    _name = "coffee.product.product.listener"
    _inherit = "coffee.listener"
    _apply_on = ["coffee.product.product"]

    def on_record_create(self, record, fields=None):
        if not record.coffee_id:
            self.enqueue_exports(record)

    def on_record_write(self, record, fields=None):
        self.enqueue_exports(record, fields)

    def on_record_unlink(self, record):
        if record.coffee_id and not self.no_connector_export(record):
            record._enqueue_delete()


class CoffeeProductListener(Component):
    """Watch the products behind the drinks."""

    _name = "coffee.product.listener"
    _inherit = "coffee.listener"
    _apply_on = ["product.product"]

    def on_record_write(self, record, fields=None):
        self.enqueue_exports(record.sudo().coffee_bind_ids, fields)


class CoffeeProductTemplateListener(Component):
    """Watch the templates behind the products, where name and price are kept."""

    _name = "coffee.product.template.listener"
    _inherit = "coffee.listener"
    _apply_on = ["product.template"]

    def on_record_write(self, record, fields=None):
        variants = record.sudo().with_context(active_test=False).product_variant_ids
        self.enqueue_exports(variants.coffee_bind_ids, fields)
