# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeError

from ..audit_sales import drink_row


class Coffee1900ProductProductAdapter(Component):
    """Read the drinks, which the machine lists with its counters."""

    _name = "coffee.1900.product.product.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.product.product"]

    _can_import = True

    def read_page(self, position, limit):
        """Read the whole menu; a key pad has fewer keys than a page rows."""
        audit = self.read_audit()
        drinks = [
            drink_row(product, audit, self.company_currency())
            for product in audit.products
            if not product.modifier
        ]
        return rows.Page(rows=drinks, total=len(drinks))

    def read_many(self, external_ids):
        """Read the menu for single drinks.

        Where a file is imported, the machine need not be there: none is found then.
        """
        try:
            page = self.read_page(None, None)
        except CoffeeError:
            if not getattr(self.work, "from_file", False):
                raise
            return []
        return [row for row in page.rows if row.external_id in external_ids]
