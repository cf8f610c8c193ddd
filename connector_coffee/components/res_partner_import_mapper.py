# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create


class CoffeeResPartnerImportMapper(Component):
    """Turn a badge holder into a contact and its binding."""

    _name = "coffee.res.partner.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.res.partner"]

    off_when_archived = ("badge_active",)
    exported_from = {"credit": "credit_on_badge"}

    direct = [
        ("name", "name"),
        ("email", "email"),
        ("company", "company_name"),
        ("active", "badge_active"),
    ]

    @only_create
    @mapping
    def company_id(self, row):
        return {"company_id": self.backend_record.company_id.id}

    @mapping
    def credit(self, row):
        return {
            "credit_on_badge": float(row.credit),
            "coffee_currency_id": self.currency(row).id,
        }
