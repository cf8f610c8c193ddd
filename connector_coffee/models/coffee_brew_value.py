# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CoffeeBrew(models.Model):
    """What brews are worth in the currency of the company, for sums.

    It is stored when a brew comes in, as accounting does, so that a screen of a
    hundred thousand brews looks up no rate. Money of several currencies is never
    summed as if it were one: such a sum is left empty.
    """

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.brew"

    company_currency_id = fields.Many2one(
        related="backend_id.company_id.currency_id", string="Company Currency"
    )
    value = fields.Monetary(
        currency_field="company_currency_id",
        compute="_compute_value",
        store=True,
        precompute=True,
        help="The amount in the currency of the company, at the rate of the day; 0 "
        "until Odoo has a rate. Sums are made of it. With companies of several "
        "currencies at once they are left empty: choose one company.",
    )

    @api.depends("amount", "currency_id", "started_at")
    def _compute_value(self):
        """Convert amounts; when a rate changes later, what was sold stays as it was."""
        rates = {}
        for brew in self:
            company = brew.backend_id.company_id
            day = brew.started_at and brew.started_at.date()
            key = (brew.currency_id, company, day)
            if key not in rates:
                rates[key] = self._rate(*key)
            brew.value = brew.amount * rates[key]

    @api.model
    def _rate(self, currency, company, day):
        """Return the rate to the currency of a company, 0 if none is known."""
        ours = company.currency_id
        if currency == ours:
            return 1.0
        if not self.env["res.currency.rate"]._coffee_knows(currency, company):
            return 0.0
        return currency._get_conversion_rate(
            currency, ours, company, day or fields.Date.today()
        )

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        """Leave sums empty that would add up several currencies."""
        groupby, aggregates = list(groupby), list(aggregates)
        asked = [*aggregates, "currency_id:count_distinct"]
        if "amount:sum" not in aggregates or "currency_id" in groupby:
            asked = aggregates
        groups = super()._read_group(domain, groupby, asked, *args, **kwargs)
        mixed_values = len(self.env.companies.currency_id) > 1
        if asked == aggregates and not (mixed_values and "value:sum" in aggregates):
            return groups
        return [
            self._without_mixed_sums(
                dict(zip([*groupby, *asked], group, strict=True)), mixed_values
            )
            for group in groups
        ]

    @api.model
    def _without_mixed_sums(self, group, mixed_values):
        """Return a group as a tuple, without the sums that would mean nothing.

        :param group: dict of specification to value
        :param mixed_values: whether the values are of several currencies
        """
        if group.pop("currency_id:count_distinct", 1) > 1:
            group["amount:sum"] = False
        if mixed_values and "value:sum" in group:
            group["value:sum"] = False
        return tuple(group.values())
