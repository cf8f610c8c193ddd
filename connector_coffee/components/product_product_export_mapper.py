# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import changed_by, mapping

from ..exceptions import CoffeeRecordRefusedError


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
