# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models

from odoo.addons.queue_job.job import CANCELLED, FAILED

from ..database import try_lock
from ..exceptions import CoffeeConfigurationError, is_a

OPEN = ("wait_dependencies", "pending", "enqueued", "started")


class QueueJob(models.Model):
    _inherit = "queue.job"

    def write(self, vals):
        """Also show the failure of a page on its run, and that it is not coming."""
        coming = self._coffee_coming() if vals.get("state") == "cancelled" else self
        known = self
        if vals.get("state") == "failed" and self._fails_as_before(vals):
            known = self.with_context(coffee_fails_as_before=True)
        result = super(QueueJob, known).write(vals)
        if vals.get("state") == "failed":
            for job in self._coffee_imports():
                backend = job._coffee_machine()
                if backend:
                    run = self.env["coffee.sync"]._fail(job, backend)
                    job.coffee_sync_id = run
            self._show_correction()
        elif vals.get("state") == "cancelled":
            coming._end_coffee_runs(_("Its job was cancelled. Import again to go on."))
        elif vals.get("state") == "done":
            self._coffee_overtaken()._change_job_state(
                CANCELLED,
                _("A later job has done the same: nobody has to look at this one."),
            )
        return result

    def _show_correction(self):
        """Show on their machines what failed jobs say that a person has to correct."""
        for job in self:
            backend = job.coffee_backend_id
            if backend and is_a(job.exc_name or "", CoffeeConfigurationError):
                if job.model_name in dict(backend._select_flows()):
                    backend.sudo()._note_state("misconfigured", job.exc_message)

    def _coffee_failed_before(self):
        """Return the failed jobs that were to do the same as these."""
        ours = self.filtered(lambda job: job.coffee_backend_id and job.identity_key)
        if not ours:
            return ours
        return self.search(
            [
                ("coffee_backend_id", "in", ours.coffee_backend_id.ids),
                ("identity_key", "in", ours.mapped("identity_key")),
                ("state", "=", FAILED),
            ]
        )

    def _coffee_overtaken(self):
        """Return the failed jobs whose work these have done.

        One that somebody is at right now is left to him.
        """
        return self._coffee_failed_before().filtered(try_lock)

    def _fails_as_before(self, vals):
        """Tell whether a job fails with the words of one that nobody has mended yet.

        :param vals: values of the failure
        """
        before = self._coffee_failed_before() - self
        return vals.get("exc_message") in before.mapped("exc_message")

    def _message_failed_job(self):
        """Tell people what is new only."""
        if self.env.context.get("coffee_fails_as_before"):
            return None
        return super()._message_failed_job()

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
