# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _coffee_mend(self):
        """Convert what had no rate of these currencies, and close what asked for it.

        What has a value already keeps it, as it was sold.
        """
        rates = self.env["res.currency.rate"]
        # who enters rates need not know of coffee
        brews = self.env["coffee.brew"].sudo()
        brews.search(
            [
                ("currency_id", "in", self.ids),
                ("value", "=", 0),
                ("amount", "!=", 0),
            ]
        )._compute_value()
        self.env["coffee.product.product"].sudo()._mend_sales_prices(self)
        checkpoints = self.env["coffee.checkpoint"].sudo()
        for currency in self:
            key = f"rate:{currency.name}:%"
            checkpoints.search(
                [("state", "=", "need_review"), ("key", "=like", key)]
            ).filtered(
                lambda asked, currency=currency: rates._coffee_knows(
                    currency, asked.backend_id.company_id
                )
            )._close()
