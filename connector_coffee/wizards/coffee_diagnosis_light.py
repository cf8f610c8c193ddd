# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeeDiagnosisLight(models.TransientModel):
    """One question about a machine, and its answer as a traffic light."""

    _name = "coffee.diagnosis.light"
    _description = "Coffee Diagnosis Light"
    _order = "id"

    diagnosis_id = fields.Many2one(
        "coffee.diagnosis", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Looked At", required=True)
    # the signs are for those who cannot tell the colours apart
    level = fields.Selection(
        [
            ("good", "✓ Good"),
            ("attention", "! Attention"),
            ("bad", "✗ Broken"),
            ("unknown", "? Unknown"),
        ],
        string="Light",
        required=True,
    )
    finding = fields.Text(required=True)
    remedy = fields.Text(string="What to Do")
