# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


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
        super().follow(binding, row, kept, wins)

    def _changes(self, binding, values):
        """Let the sales price follow the machine, not the rate of the day."""
        changes = super()._changes(binding, values)
        if not changes.keys() & {"coffee_price", "coffee_currency_id"}:
            changes.pop("list_price", None)
        return changes
