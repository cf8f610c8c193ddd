# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models

OPEN = ("wait_dependencies", "pending", "enqueued", "started")


class QueueJob(models.Model):
    _inherit = "queue.job"

    def write(self, vals):
        """Also show the failure of a page on its run, and that it is not coming."""
        coming = self._coffee_coming() if vals.get("state") == "cancelled" else self
        result = super().write(vals)
        if vals.get("state") == "failed":
            for job in self._coffee_imports():
                backend = job._coffee_machine()
                if backend:
                    run = self.env["coffee.sync"]._fail(job, backend)
                    job.coffee_sync_id = run
        elif vals.get("state") == "cancelled":
            coming._end_coffee_runs(_("Its job was cancelled. Import again to go on."))
        return result

    def button_done(self):
        """Also end the run of a page that somebody calls done; none follows it."""
        coming = self._coffee_coming()
        result = super().button_done()
        done = coming.filtered(lambda job: job.state == "done")
        done._end_coffee_runs(
            _("Its job was set to done by hand. Import again to go on.")
        )
        return result

    def unlink(self):
        """Also end the run of a page that will not come."""
        self._coffee_coming()._end_coffee_runs(
            _("Its job was deleted. Import again to go on.")
        )
        return super().unlink()

    def _coffee_coming(self):
        """Return those that are not over: the run of any other goes on without it."""
        return self.filtered(lambda job: job.state in OPEN)

    def _coffee_imports(self):
        """Return those that import a page."""
        flows = dict(self.env["coffee.backend"]._select_flows())
        return self.filtered(
            lambda job: job.model_name in flows and job.method_name == "import_page"
        )

    def _end_coffee_runs(self, sentence):
        """End the runs that would go on with one of these jobs; hook.

        :param sentence: what became of the jobs
        """
        for job in self._coffee_imports():
            backend = job._coffee_machine().sudo()
            if backend:
                backend._cursor_of(job.model_name).sync_id._cancel(sentence)

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
