# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class CoffeeBinding(models.AbstractModel):
    """What the jobs of a binding know: their machine, and the run of their page."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.binding"

    def _job_store_values(self, job):
        """Note the machine of a job; queue_job calls it whenever it stores one."""
        values = super()._job_store_values(job)
        backend = job.args[0] if job.args else job.kwargs.get("backend")
        backend = backend.sudo().exists()
        values["coffee_backend_id"] = backend.id
        if backend and job.method_name == "import_page":
            values["coffee_sync_id"] = self._run_of(job, backend).id
        return values

    def _run_of(self, job, backend):
        """Return the run that the page of a job belongs to, empty before it has one."""
        run = backend._cursor_of(self._name).sync_id
        if job.state == "done" or run.state == "running":
            return run
        return run.browse()
