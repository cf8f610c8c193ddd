# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models


class CoffeeBrew(models.Model):
    """A drink that a machine has sold; itself the binding."""

    _name = "coffee.brew"
    _inherit = "coffee.binding"
    _description = "Coffee Brew"
    _order = "started_at desc, id desc"
    _rec_name = "coffee_id"
    _flow_priority = 15
    _flow_cron = "connector_coffee.ir_cron_import_brew"
    _flow_interval = "coffee_brew_interval"

    # the index of init() serves it as well
    backend_id = fields.Many2one(index=False)
    drink_id = fields.Many2one(
        "coffee.product.product", required=True, index=True, ondelete="restrict"
    )
    started_at = fields.Datetime(string="Date", required=True, index=True)
    quantity = fields.Integer(
        required=True, default=1, help="Cups; 0 where none came of it."
    )
    amount = fields.Monetary(help="What was paid for the whole quantity.")
    currency_id = fields.Many2one("res.currency", required=True)
    payment = fields.Selection(
        [
            ("cash", "Cash"),
            ("cashless", "Cashless"),
            ("token", "Token"),
            ("free", "Free"),
            ("test", "Test"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    card = fields.Char(
        string="Badge",
        groups="connector.group_connector_manager",
        help="Number of the badge that paid.",
    )
    card_id = fields.Many2one(
        "coffee.res.partner",
        string="Badge Holder",
        groups="connector.group_connector_manager",
        index="btree_not_null",
        ondelete="set null",
    )
    additions = fields.Char()
    duration = fields.Integer(help="Seconds from start to end; 0 when unknown.")
    result = fields.Selection(
        [("poured", "Poured"), ("cancelled", "Cancelled"), ("failed", "Failed")],
        required=True,
        default="poured",
    )
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

    @api.model
    def _flow_label(self):
        return _("Brews")

    def init(self):
        """Index the brews of a machine in the order of the list."""
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_brew_machine_date_index"
            " ON coffee_brew (backend_id, started_at, id)"
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
