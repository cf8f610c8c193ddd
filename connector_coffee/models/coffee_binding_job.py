# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from odoo.addons.queue_job.job import CANCELLED


class CoffeeBinding(models.AbstractModel):
    """What the job of a page knows: the run that it belongs to."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.binding"

    def _job_store_values(self, job):
        """Also note the run of a page; queue_job calls it whenever it stores a job.

        Before its first page a run does not exist, so its first job gets to know it
        at the end; one that is cancelled keeps what it knows. The transaction that the
        job ran in may be broken by then: the job has an environment that works.
        """
        values = super()._job_store_values(job)
        if job.method_name == "import_page" and job.state != CANCELLED:
            backend = job.args[0] if job.args else job.kwargs["backend"]
            model, backend = self.with_env(job.env), backend.with_env(job.env)
            run = model._run_of_page(backend.sudo().exists(), job.state)
            values["coffee_sync_id"] = run.id
        return values

    def _run_of_page(self, backend, state):
        """Return the run that a page belongs to, empty before it has one.

        :param backend: empty if the machine is deleted
        :param state: of the job
        """
        run = self.env["coffee.sync"].sudo()
        if backend:
            last = backend._cursor_of(self._name).sync_id
            run = last if state == "done" or last.state == "running" else run
        return run
