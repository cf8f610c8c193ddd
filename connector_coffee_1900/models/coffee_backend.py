# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CoffeeBackend(models.Model):
    """The version 1900, and where the sales of such a machine come from."""

    _inherit = "coffee.backend"

    speaks_1900 = fields.Boolean(compute="_compute_speaks_1900")
    sales_source = fields.Selection(
        [("log", "Log (CSV)"), ("audit", "Audit (EVA-DTS counters)")],
        string="Sales From",
        default="log",
        required=True,
        tracking=True,
        help="Log: every coffee with its time and badge, for a machine that writes a "
        "log. Audit: the difference of the counters between two reads, for a machine "
        "without a log; the first read imports no sales. Press Import Now before you "
        "change this field: no sale is imported twice, but a sale that one source has "
        "not brought yet does not come from the other.",
    )
    counter_ids = fields.One2many(
        "coffee.1900.counter", "backend_id", string="Counters"
    )

    file_count = fields.Integer(compute="_compute_file_count")

    @api.model
    def _select_versions(self):
        return super()._select_versions() + [("1900", "Coffee 1900")]

    @api.depends("version")
    def _compute_speaks_1900(self):
        for backend in self:
            backend.speaks_1900 = "1900" in backend._version_lineage()

    def _compute_file_count(self):
        groups = self.env["coffee.1900.file"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
        )
        numbers = {backend.id: number for backend, number in groups}
        for backend in self:
            backend.file_count = numbers.get(backend.id, 0)

    def write(self, vals):
        """Let audits begin with a baseline when they become the source of sales."""
        source = vals.get("sales_source")
        if source == "audit":
            others = self.filtered(lambda backend: backend.sales_source != source)
            others.counter_ids._forget()
        return super().write(vals)
