# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create


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
