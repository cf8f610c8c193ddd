# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class QueueJob(models.Model):
    _inherit = "queue.job"

    def write(self, vals):
        """Also show on its file that a part is not coming."""
        result = super().write(vals)
        if vals.get("state") in ("failed", "cancelled"):
            for job in self:
                if job.model_name == "coffee.1900.file":
                    job.records.sudo()._fail(job)
        return result
