# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import fields

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import changed_by, mapping


class CoffeeProductProductExportMapper(Component):
    """Turn a drink into name, price and availability."""

    _name = "coffee.product.product.export.mapper"
    _inherit = "coffee.export.mapper"
    _apply_on = ["coffee.product.product"]

    _withdrawn = {"available": False}

    direct = [("name", "name")]

    @changed_by("available", "active")
    @mapping
    def available(self, binding):
        return {"available": binding.available and binding.active}

    @changed_by("list_price", "lst_price")
    @mapping
    def price(self, binding):
        """Give the price in the currency that the machine has for this drink."""
        company = self.backend_record.company_id
        currency = binding.coffee_currency_id or company.currency_id
        amount = company.currency_id._convert(
            binding.list_price, currency, company, fields.Date.today()
        )
        price = round(Decimal(amount), currency.decimal_places)
        return {"price": price, "currency": currency.name}
