# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import cached_property

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create


class CoffeeBrewImportMapper(Component):
    """Turn a drink sold into a ``coffee.brew``."""

    _name = "coffee.brew.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.brew"]

    direct = [
        ("started_at", "started_at"),
        ("payment", "payment"),
        ("card", "card"),
        ("additions", "additions"),
        ("duration", "duration"),
        ("result", "result"),
    ]

    @mapping
    def quantity(self, row):
        """Count no cup where none came of it, so that sums are right everywhere."""
        return {"quantity": row.quantity if row.result == "poured" else 0}

    @only_create
    @mapping
    def drink_id(self, row):
        return {"drink_id": self.reference(row, "drink")}

    @mapping
    def card_id(self, row):
        return {"card_id": self.reference(row, "card")}

    @mapping
    def amount(self, row):
        return {"amount": float(row.amount), "currency_id": self.currency(row).id}

    @only_create
    @mapping
    def value(self, row):
        """Spare Odoo to convert row by row; of a changed brew it does so by itself."""
        currency, day = self.currency(row), row.started_at.date()
        key = (currency, day)
        if key not in self._rates:
            company = self.backend_record.company_id
            self._rates[key] = self.model._rate(currency, company, day)
        if row.amount:
            self.has_rate(currency)
        return {"value": float(row.amount) * self._rates[key]}

    @cached_property
    def _rates(self):
        """Rates by currency and day, for all rows."""
        return {}
