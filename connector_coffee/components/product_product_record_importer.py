# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component

from .record_importer import differs


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
