# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import changed_by, mapping, only_create


class CoffeeResPartnerExportMapper(Component):
    """Turn a badge holder into name, e-mail, credit and whether the badge is good."""

    _name = "coffee.res.partner.export.mapper"
    _inherit = "coffee.export.mapper"
    _apply_on = ["coffee.res.partner"]

    _withdrawn = {"active": False}

    direct = [("name", "name")]

    @only_create
    @mapping
    def uid(self, binding):
        return {"uid": binding.coffee_id}

    @changed_by("email")
    @mapping
    def email(self, binding):
        return {"email": binding.email or None}

    @changed_by("badge_active", "active")
    @mapping
    def active(self, binding):
        return {"active": binding.badge_active and binding.active}

    @changed_by("credit_on_badge")
    @mapping
    def credit(self, binding):
        """Give the credit in the currency that the machine has for this badge."""
        company = self.backend_record.company_id
        currency = binding.coffee_currency_id or company.currency_id
        credit = round(Decimal(binding.credit_on_badge), currency.decimal_places)
        return {"credit": credit, "currency": currency.name}
