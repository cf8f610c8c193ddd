# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent, Component


class CoffeeProductProductListener(Component):
    """Watch the drinks that are bound to a machine."""

    _name = "coffee.product.product.listener"
    _inherit = "coffee.binding.listener"
    _apply_on = ["coffee.product.product"]

    def on_record_write(self, record, fields=None):
        """Also close the question which variant a drink is, once it is answered."""
        if "odoo_id" in (fields or ()):
            key = f"variant:{record._name}:{record.id}"
            checkpoints = self.env["coffee.checkpoint"].sudo()
            checkpoints._waiting(record.backend_id, key)._close()
        return super().on_record_write(record, fields)


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


class CoffeeAttributeValueListener(AbstractComponent):
    """Watch what tells variants apart."""

    _name = "coffee.attribute.value.listener"
    _inherit = "coffee.owner.listener"

    def _variants(self, record):
        """Return the variants that a value belongs to; hook.

        :param record: in an environment that reads everything
        """
        raise NotImplementedError

    def _bindings(self, record):
        variants = self._variants(record.sudo().with_context(active_test=False))
        return variants.coffee_bind_ids

    def on_record_write(self, record, fields=None):
        """Note the names of variants, and the prices where an extra was changed."""
        names = {"name", "price_extra"}.intersection(fields or ())
        if names:
            self.note_changes(self._bindings(record), names)

    def on_record_unlink(self, record):
        """Leave it to the variants, which end as well."""


class CoffeeProductAttributeValueListener(Component):
    """Watch the values of attributes, such as Large."""

    _name = "coffee.product.attribute.value.listener"
    _inherit = "coffee.attribute.value.listener"
    _apply_on = ["product.attribute.value"]

    def _variants(self, record):
        values = record.env["product.template.attribute.value"]
        of_products = values.search([("product_attribute_value_id", "=", record.id)])
        return of_products.ptav_product_variant_ids


class CoffeeProductTemplateAttributeValueListener(Component):
    """Watch the values of one product, with what they cost extra."""

    _name = "coffee.product.template.attribute.value.listener"
    _inherit = "coffee.attribute.value.listener"
    _apply_on = ["product.template.attribute.value"]

    def _variants(self, record):
        return record.ptav_product_variant_ids
