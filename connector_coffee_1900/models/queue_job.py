# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class QueueJob(models.Model):
    _inherit = "queue.job"

    def write(self, vals):
        """Also show on its file that a part is not coming."""
        result = super().write(vals)
        if vals.get("state") == "failed":
            for job in self._coffee_files():
                job.records.sudo()._fail(job)
        return result

    def _coffee_files(self):
        """Return those that import a part of a file which is still there."""
        return self.filtered(
            lambda job: job.model_name == "coffee.1900.file" and job.records.exists()
        )

    def _end_coffee_runs(self, sentence):
        """Also end the files of parts that are not coming."""
        for job in self._coffee_files():
            job.records.sudo()._stop({"state": "cancelled", "error": sentence})
        return super()._end_coffee_runs(sentence)
