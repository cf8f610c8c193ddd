# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

from ..database import try_lock

MAX_DETAIL = 20_000  # characters of technical details; the job keeps all of them

# errors whose text is written for people
READABLE = ("odoo.addons.connector_coffee.exceptions.", "odoo.exceptions.")


class CoffeeSync(models.Model):
    """How a run ends that does not come to its last page, in words for people."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.sync"

    detail = fields.Text(
        string="Technical Details",
        readonly=True,
        help="For whoever looks after this Odoo.",
    )

    @api.model
    def _fail(self, job, backend):
        """Record that a job has failed; what its run wrote before stays.

        :param job: ``queue.job`` that imports a page, or a part of a file
        :return: the run
        """
        return self._end(
            backend._cursor_of(job.model_name).sync_id,
            {"backend_id": backend.id, "flow": job.model_name},
            self._explain(job),
        )

    @api.model
    def _end(self, run, identity, values):
        """Write the end of a run.

        The failed job may still hold a lock on its run, in a transaction that is not
        undone yet; the failure is then shown as a run of its own.

        :param run: the run if it has started, may be empty or over
        :param identity: values of a run of its own
        :return: the run
        """
        if run.state != "running" or not try_lock(run):
            run = self.create(identity)
        run.write({"finished_at": fields.Datetime.now(), **values})
        run.backend_id._tell_screens()
        return run

    @api.model
    def _explain(self, job):
        """Say why a job has not come to its end: a sentence, and what is behind it.

        :return: dict of values
        """
        if job.state == "cancelled":
            return {"state": "cancelled", "error": _("Its job was cancelled.")}
        name, message = job.exc_name or "", job.exc_message or ""
        detail = "\n\n".join(filter(None, (f"{name}: {message}", job.exc_info)))
        if not name.startswith(READABLE):
            message = _(
                "Something went wrong that the connector does not know. Nothing of "
                "this page was written. Import again; if it fails again, show the "
                "technical details to whoever looks after this Odoo."
            )
        return {"state": "failed", "error": message, "detail": detail[-MAX_DETAIL:]}

    def _cancel(self, sentence):
        """End runs whose job will not come any more; others are left alone.

        :param sentence: what became of the job
        """
        for run in self.filtered(lambda run: run.state == "running"):
            if try_lock(run):
                now = fields.Datetime.now()
                run.write({"state": "cancelled", "finished_at": now, "error": sentence})
                run.backend_id._tell_screens()

    def action_open_checkpoints(self):
        """Open what this run could not use."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "connector_coffee.coffee_checkpoint_action"
        )
        return {**action, "domain": [("sync_id", "in", self.ids)], "context": {}}

    def action_open_jobs(self):
        """Open the jobs of this run: one for each page."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "queue_job.action_queue_job"
        )
        domain = [("coffee_sync_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}
