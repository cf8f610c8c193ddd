# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models


class QueueJob(models.Model):
    _inherit = "queue.job"

    def write(self, vals):
        """Also show the failure of a page on its run."""
        result = super().write(vals)
        if vals.get("state") == "failed":
            flows = dict(self.env["coffee.backend"]._select_flows())
            for job in self:
                if job.model_name in flows and job.method_name == "import_page":
                    self.env["coffee.sync"]._fail(
                        job._coffee_machine(), job.model_name, job.exc_message
                    )
        return result

    def _coffee_machine(self):
        """Return the machine that a job works on, empty if it is deleted."""
        machine = self.args[0] if self.args else self.kwargs["backend"]
        return machine.exists()

    def related_action_coffee_machine(self):
        """Open the machine that a job works on."""
        self.ensure_one()
        backend = self._coffee_machine()
        if not backend:
            return None
        return {
            "name": _("Machine"),
            "type": "ir.actions.act_window",
            "res_model": backend._name,
            "res_id": backend.id,
            "view_mode": "form",
        }
