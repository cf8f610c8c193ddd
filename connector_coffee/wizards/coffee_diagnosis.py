# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, _, api, fields, models


class CoffeeDiagnosis(models.TransientModel):
    """Show what is wrong with a machine and with the queue, and what to do."""

    _name = "coffee.diagnosis"
    _description = "Coffee Diagnosis"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    light_ids = fields.One2many("coffee.diagnosis.light", "diagnosis_id", readonly=True)
    bad = fields.Integer(string="Broken", compute="_compute_counts")
    attention = fields.Integer(compute="_compute_counts")

    @api.depends("light_ids.level")
    def _compute_counts(self):
        for diagnosis in self:
            levels = diagnosis.light_ids.mapped("level")
            diagnosis.bad = levels.count("bad")
            diagnosis.attention = levels.count("attention")

    def action_diagnose(self):
        """Look at everything and show it."""
        self.ensure_one()
        self.backend_id.read(["name"])  # who may not see a machine may not ask it
        lights = self.backend_id._diagnose()
        self.light_ids = [Command.clear(), *map(Command.create, lights)]
        return {
            "name": _("Diagnosis: %s", self.backend_id.name),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
