# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CoffeePreviewFlow(models.TransientModel):
    """A flow that a person may preview: those that the machine gives."""

    _name = "coffee.preview.flow"
    _description = "Coffee Import Preview Flow"

    preview_id = fields.Many2one("coffee.preview", required=True, ondelete="cascade")
    flow = fields.Selection(
        selection=lambda self: self.env["coffee.backend"]._select_flows(),
        required=True,
    )

    @api.depends("flow")
    def _compute_display_name(self):
        """Show what people call a flow."""
        labels = dict(self.env["coffee.backend"]._select_flows())
        for line in self:
            line.display_name = labels.get(line.flow)
