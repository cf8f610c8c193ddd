# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CoffeeBinding(models.AbstractModel):
    """What the job of a page knows: the run that it belongs to."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.binding"

    def _job_store_values_for_import_page(self, job):
        """Note the run of a page; queue_job calls it whenever it stores the job.

        Before its first page a run does not exist, so its first job gets to know it
        at the end.
        """
        backend = job.args[0] if job.args else job.kwargs["backend"]
        backend = backend.sudo().exists()
        if not backend:
            return {}
        run = backend._cursor_of(self._name).sync_id
        known = job.state == "done" or run.state == "running"
        return {"coffee_sync_id": run.id if known else False}
