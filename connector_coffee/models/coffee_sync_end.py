# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .. import const
from ..database import try_lock
from ..exceptions import CoffeeConfigurationError, CoffeeError, is_a

MAX_DETAIL = 20_000  # characters of technical details; the job keeps all of them


class CoffeeSync(models.Model):
    """How a run ends that does not come to its last page, in words for people."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.sync"

    detail = fields.Text(
        string="Technical Details",
        readonly=True,
        help="For whoever looks after this Odoo.",
    )
    needs_correction = fields.Boolean(
        readonly=True,
        help="It failed for a reason that a person has to correct; it is tried again "
        "once an hour, or as soon as the settings of the machine are saved.",
    )

    job_count = fields.Integer(
        compute="_compute_job_count",
        compute_sudo=True,
        help="Jobs of this run that are kept: one for each page.",
    )

    def _compute_job_count(self):
        groups = self.env["queue.job"]._read_group(
            [("coffee_sync_id", "in", self.ids)], ["coffee_sync_id"], ["__count"]
        )
        counts = {run.id: count for run, count in groups}
        for run in self:
            run.job_count = counts.get(run.id, 0)

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
        """Say why a job has failed: a sentence, and what is behind it.

        :return: dict of values
        """
        name, message = job.exc_name or "", job.exc_message or ""
        detail = "\n\n".join(filter(None, (name, message, job.exc_info)))
        if not message or (name and not is_for_people(name)):
            message = _(
                "Something went wrong that the connector does not know. Nothing of "
                "this page was written. Import again; if it fails again, show the "
                "technical details to whoever looks after this Odoo."
            )
        return {
            "state": "failed",
            "error": message,
            "detail": detail[-MAX_DETAIL:],
            "needs_correction": is_a(name, CoffeeConfigurationError),
        }

    @api.model
    def _waits_for_correction(self, backend, flow):
        """Tell whether an import failed lately, and would fail again.

        :return: whether the last run of a flow needs a correction, and neither an
            hour has passed since then nor were the settings of the machine saved
        """
        last = self.search(
            [("backend_id", "=", backend.id), ("flow", "=", flow)],
            order="id desc",
            limit=1,
        )
        if not last.needs_correction:
            return False
        until = fields.Datetime.now() - timedelta(seconds=const.CORRECTION_DELAY)
        return last.finished_at > max(until, backend.corrected_at or until)

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


def is_for_people(name):
    """Tell whether the text of an error is written for people.

    :param name: of its class, with its module, as queue_job notes it
    """
    return is_a(name, (CoffeeError, UserError))
