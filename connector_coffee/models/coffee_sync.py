# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .. import const
from ..exceptions import CoffeeConfigurationError, CoffeeError, is_a
from ..locking import try_lock

MAX_DETAIL = 20_000  # characters of technical details; the job keeps all of them


class CoffeeSync(models.Model):
    """One run of a flow: from the first page to the last."""

    _name = "coffee.sync"
    _description = "Coffee Synchronisation"
    _order = "started_at desc, id desc"
    _rec_name = "started_at"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        help="The machine that was read.",
    )
    flow = fields.Selection(
        selection=lambda self: list(self.env["coffee.flow"]._labels().items()),
        required=True,
        readonly=True,
        help="What was read from the machine.",
    )
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="running",
        index=True,
        help="How it stands, or how it ended.",
    )
    started_at = fields.Datetime(
        string="Started",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When its first page was written.",
    )
    finished_at = fields.Datetime(
        string="Finished",
        readonly=True,
        help="When its last page was written, or it failed.",
    )
    duration = fields.Float(readonly=True, help="Seconds of work on all pages.")
    pages = fields.Integer(
        readonly=True, help="Each page is a job, of up to a thousand rows."
    )
    created = fields.Integer(readonly=True, help="Rows that were new to Odoo.")
    updated = fields.Integer(readonly=True, help="Rows that had changed.")
    unchanged = fields.Integer(
        readonly=True, help="Rows that Odoo had already, just so."
    )
    failed = fields.Integer(
        string="Refused",
        readonly=True,
        help="Rows that make no sense; each waits among the checkpoints.",
    )
    total = fields.Integer(
        string="Expected",
        readonly=True,
        help="Rows that the machine announced; 0 when it tells none.",
    )
    landmark = fields.Char(
        readonly=True,
        help="Where one of its pages ended: a run that comes there again is endless.",
    )
    error = fields.Char(readonly=True, help="Why it has not come to its end.")
    warning = fields.Text(
        string="Warnings",
        readonly=True,
        help="What the machine said that is odd, and stood in the way of no row.",
    )
    rows = fields.Integer(compute="_compute_rows", help="Rows that were read so far.")
    rows_per_second = fields.Float(
        string="Rows per Second",
        compute="_compute_rows",
        digits=(16, 1),
        help="Rows that were read in a second of work.",
    )
    progress = fields.Float(
        compute="_compute_rows", help="Percent of the rows expected."
    )
    eta = fields.Datetime(
        string="Expected End",
        compute="_compute_rows",
        help="When it will be done at this pace, if the machine tells what is to come.",
    )
    checkpoint_ids = fields.One2many("coffee.checkpoint", "sync_id")
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

    @api.depends("created", "updated", "unchanged", "failed", "duration", "state")
    def _compute_rows(self):
        for sync in self:
            sync.rows = sync.created + sync.updated + sync.unchanged + sync.failed
            sync.rows_per_second = sync.rows / sync.duration if sync.duration else 0
            sync.progress = 100 if sync.state == "done" else 0
            sync.eta = False
            if sync.state == "running" and sync.total and sync.rows_per_second:
                sync.progress = min(100, 100 * sync.rows / sync.total)
                left = max(sync.total - sync.rows, 0) / sync.rows_per_second
                sync.eta = fields.Datetime.now() + timedelta(seconds=left)

    def _compute_job_count(self):
        groups = self.env["queue.job"]._read_group(
            [("coffee_sync_id", "in", self.ids)], ["coffee_sync_id"], ["__count"]
        )
        counts = {run.id: count for run, count in groups}
        for run in self:
            run.job_count = counts.get(run.id, 0)

    def _bar(self):
        """Return what the widget ``coffee_bars`` draws while it runs."""
        self.ensure_one()
        flows = self.env["coffee.flow"]._labels()
        return {
            # the addon of the flow may be gone
            "label": flows.get(self.flow, self.flow),
            "percent": round(self.progress) if self.total else None,
            "text": _("%(rows)s of %(total)s rows", rows=self.rows, total=self.total)
            if self.total
            else _("%(rows)s rows", rows=self.rows),
            "moving": True,
        }

    def _count(self, outcome, seconds, last):
        """Add a page to the run.

        :param outcome: ``Outcome`` of the record importer
        :param seconds: what the page took
        :param last: whether the run ends with it
        """
        now = fields.Datetime.now()
        values = {
            "pages": self.pages + 1,
            "created": self.created + outcome.created,
            "updated": self.updated + outcome.updated,
            "unchanged": self.unchanged + outcome.unchanged,
            "failed": self.failed + len(outcome.refused),
            "duration": self.duration + seconds,
        }
        if last:
            values.update(state="done", finished_at=now)
        self.write(values)
        self.backend_id._notify_clients()

    @api.model
    def _last_complete(self, backends, flow):
        """Return since when machines are known to be in step in a flow.

        What a run did not refuse is as it was on the machine when the run began,
        whether it was read then or, unchanged, left out.

        :return: dict of ``coffee.backend`` to the start of its last complete run
        """
        domain = [
            ("backend_id", "in", backends.ids),
            ("flow", "=", flow),
            ("state", "=", "done"),
            # a run that never refused a row may have no number at all
            ("failed", "in", [0, False]),
        ]
        return dict(self._read_group(domain, ["backend_id"], ["started_at:max"]))

    def _warn(self, messages):
        """Note what is odd, each message once, and no more than ``MAX_WARNINGS``.

        :param messages: list of str
        """
        known = (self.warning or "").splitlines()
        lines = list(dict.fromkeys([*known, *messages]))[: const.MAX_WARNINGS]
        if lines != known:
            self.warning = "\n".join(lines)

    def _notify_managers(self):
        """Tell managers and followers of refused rows, once for the whole run.

        Only if one of them was not refused before, with the same words.
        """
        rows = self.checkpoint_ids.filtered(lambda c: (c.key or "").startswith("row:"))
        if not rows._has_news():
            return
        flow = self.env["coffee.flow"]._labels()[self.flow]
        self.backend_id.message_post(
            body=_(
                "%(flow)s: %(failed)s of %(rows)s rows were not imported. They wait "
                "among the checkpoints.",
                flow=flow,
                failed=self.failed,
                rows=self.rows,
            ),
            partner_ids=self.backend_id._managers().partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    @api.model
    def _fail(self, job, backend):
        """Record that a job has failed; what its run wrote before stays.

        :param job: ``queue.job`` that imports a page, or a part of a file
        :return: the run
        """
        return self._end(
            backend._flow_of(job.model_name).sync_id,
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
        run.backend_id._notify_clients()
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

    def _is_failure(self):
        """Tell whether it failed, and nobody has saved the settings since then."""
        finished, corrected = self.finished_at, self.backend_id.corrected_at
        overtaken = finished and corrected and finished < corrected
        return self.state == "failed" and not overtaken

    def _cancel(self, sentence):
        """End runs whose job will not come any more; others are left alone.

        :param sentence: what became of the job
        """
        for run in self.filtered(lambda run: run.state == "running"):
            if try_lock(run):
                now = fields.Datetime.now()
                run.write({"state": "cancelled", "finished_at": now, "error": sentence})
                run.backend_id._notify_clients()

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
