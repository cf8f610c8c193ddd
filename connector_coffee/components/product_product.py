# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import _, fields

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import changed_by, mapping, only_create

from ..exceptions import CoffeeRecordRefusedError
from .importer import differs


class CoffeeProductProductImportMapper(Component):
    """Turn a drink into a product and its binding."""

    _name = "coffee.product.product.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.product.product"]

    off_when_archived = ("available",)
    exported_from = {"price": "list_price"}

    direct = [
        ("name", "name"),
        ("selection", "selection"),
        ("available", "available"),
    ]

    @only_create
    @mapping
    def company_id(self, row):
        return {"company_id": self.backend_record.company_id.id}

    @mapping
    def additions(self, row):
        """Leave what a person wrote where the machine does not tell."""
        if row.additions is None:
            return {}
        return {"additions": ", ".join(row.additions)}

    @mapping
    def price(self, row):
        """Set the price on the machine, and the sales price in company currency.

        The sales price is 0 until Odoo has a rate. Of a product that is there already,
        the importer knows the currency.
        """
        if row.price is None:
            return {}
        currency = self.currency(row)
        company = self.backend_record.company_id
        amount = float(row.price)
        return {
            "coffee_price": amount,
            "coffee_currency_id": currency.id,
            "list_price": self.has_rate(currency)
            and currency._convert(
                amount, company.currency_id, company, fields.Date.today()
            ),
        }


class CoffeeProductProductExportMapper(Component):
    """Turn a drink into name, price and availability."""

    _name = "coffee.product.product.export.mapper"
    _inherit = "coffee.export.mapper"
    _apply_on = ["coffee.product.product"]

    _withdrawn = {"available": False}

    @changed_by("name", "odoo_id")
    @mapping
    def name(self, binding):
        return {"name": binding.odoo_id._coffee_name()}

    @changed_by("available", "active", "odoo_id")
    @mapping
    def available(self, binding):
        return {"available": binding.available and binding.active}

    @changed_by("list_price", "lst_price", "price_extra", "odoo_id")
    @mapping
    def price(self, binding):
        """Give the price in the currency that the machine has for this drink.

        :raise CoffeeRecordRefusedError: Odoo has no rate for it
        """
        company, product = self.backend_record.company_id, binding.odoo_id
        ours = product.currency_id
        currency = binding.coffee_currency_id or company.currency_id
        rates = self.env["res.currency.rate"]
        if ours != currency and not rates._coffee_knows(ours | currency, company):
            raise CoffeeRecordRefusedError(
                _(
                    "Odoo has no rate to convert %(ours)s into %(theirs)s. Add one, "
                    "and press Export Now on the drink.",
                    ours=ours.name,
                    theirs=currency.name,
                )
            )
        amount = ours._convert(
            product.lst_price, currency, company, fields.Date.today()
        )
        price = round(Decimal(amount), currency.decimal_places)
        return {"price": price, "currency": currency.name}


class CoffeeProductProductRecordImporter(Component):
    """Import drinks."""

    _name = "coffee.product.product.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.product.product"]

    def follow(self, binding, row, kept=(), wins=()):
        """Let a price that has won a conflict win, even if it has not changed."""
        if "price" in wins:
            # a currency that is new makes the price new
            binding = binding.with_context(connector_no_export=True)
            binding.coffee_currency_id = False
        return super().follow(binding, row, kept, wins)

    def _changes(self, binding, values):
        """Let the sales price follow the machine, not the rate of the day.

        What several variants share, no machine changes through one of them.
        """
        product = binding.odoo_id
        changes = super()._changes(binding, values)
        changes.pop("list_price", None)
        if changes.keys() & {"coffee_price", "coffee_currency_id"}:
            currency = self.env["res.currency"].browse(values["coffee_currency_id"])
            price = binding._sales_price(values["coffee_price"], currency)
            if price is not None and differs(price, binding.list_price):
                changes["list_price"] = price
        if "name" in changes and (
            product._coffee_siblings() or product._coffee_name() != product.name
        ):
            del changes["name"]
        return changes


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
