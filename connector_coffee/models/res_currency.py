# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, models


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

    def _coffee_ask_for_rates(self, backend):
        """Ask for the rates of currencies: once for all machines of the company.

        What a person has reviewed is not asked again; a rate that comes closes it.
        """
        for currency in self:
            key = f"rate:{currency.name}:{backend.company_id.id}"
            asked = self.env["coffee.checkpoint"].search_count(
                [
                    ("key", "=", key),
                    "|",
                    ("state", "=", "need_review"),
                    ("reviewed_by_id", "!=", False),
                ],
                limit=1,
            )
            if not asked:
                backend.add_checkpoint(
                    message=_(
                        "Odoo has no rate of %(currency)s for %(company)s: sales count "
                        "nothing, and prices are not converted. Add a rate, and what "
                        "waits for it is mended.",
                        currency=currency.name,
                        company=backend.company_id.name,
                    ),
                    key=key,
                )


class ResCurrencyRate(models.Model):
    """What waits for a rate is mended when the rate comes."""

    _inherit = "res.currency.rate"

    @api.model
    def _coffee_knows(self, currencies, company):
        """Tell whether amounts of currencies can be converted for a company.

        Where there is no rate, Odoo itself takes 1: a franc would be a euro.

        :param currencies: those that need a rate, but for the company's own
        """
        ours = [False, company.root_id.id]
        return all(
            self.sudo().search_count(
                [("currency_id", "=", currency.id), ("company_id", "in", ours)],
                limit=1,
            )
            for currency in currencies - company.currency_id
        )

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates.currency_id._coffee_mend()
        return rates

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"currency_id", "company_id"}:
            self.currency_id._coffee_mend()
        return result
