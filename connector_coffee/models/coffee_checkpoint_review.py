# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

# beginning of a key to what people call such checkpoints
KINDS = {
    "row": "row",
    "placeholder": "row",
    "identity": "identity",
    "broken": "identity",
    "copy": "identity",
    "machine": "identity",
    "alert": "fault",
    "contact": "contact",
    "order": "order",
    "conflict": "export",
    "refused": "export",
    "missing": "export",
    "removed": "export",
}


class CoffeeCheckpoint(models.Model):
    """What helps a person to review: the kind, and both sides of what differs."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.checkpoint"

    kind = fields.Selection(
        [
            ("row", "Row Not Imported"),
            ("fault", "Fault of the Machine"),
            ("identity", "Doubt About the Machine"),
            ("export", "Not Taken by the Machine"),
            ("contact", "New Contact"),
            ("order", "Order"),
            ("other", "Other"),
        ],
        compute="_compute_kind",
        store=True,
        precompute=True,
        index=True,
        help="What it is about.",
    )
    lasts = fields.Boolean(
        string="Still There",
        readonly=True,
        help="The machine goes on telling this fault, reviewed or not.",
    )
    field_name = fields.Char(
        string="Field", readonly=True, help="What in the row makes no sense."
    )
    value_seen = fields.Char(
        string="On the Machine", readonly=True, help="The value that the machine sent."
    )
    value_expected = fields.Char(
        string="In Odoo",
        readonly=True,
        help="The value that Odoo has; empty where it does not know the record yet.",
    )
    reason = fields.Char(
        readonly=True, help="Why the value was refused, and what is expected."
    )

    @api.depends("key", "model")
    def _compute_kind(self):
        for checkpoint in self:
            beginning = (checkpoint.key or "").partition(":")[0]
            contact = not beginning and checkpoint.model == "res.partner"
            checkpoint.kind = "contact" if contact else KINDS.get(beginning, "other")
