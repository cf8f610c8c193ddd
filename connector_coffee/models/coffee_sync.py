# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models

from .. import const
from ..database import try_lock


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
    )
    flow = fields.Selection(
        selection=lambda self: self.env["coffee.backend"]._select_flows(),
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    started_at = fields.Datetime(
        string="Started", required=True, readonly=True, default=fields.Datetime.now
    )
    finished_at = fields.Datetime(string="Finished", readonly=True)
    duration = fields.Float(readonly=True, help="Seconds of work on all pages.")
    pages = fields.Integer(readonly=True)
    created = fields.Integer(readonly=True)
    updated = fields.Integer(readonly=True)
    unchanged = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    total = fields.Integer(
        string="Expected",
        readonly=True,
        help="Rows that the machine announced; 0 when it tells none.",
    )
    error = fields.Char(readonly=True)
    warning = fields.Text(
        string="Warnings",
        readonly=True,
        help="What the machine said that is odd, and stood in the way of no row.",
    )
    rows = fields.Integer(compute="_compute_rows")
    rows_per_second = fields.Float(compute="_compute_rows", digits=(16, 1))
    progress = fields.Float(
        compute="_compute_rows", help="Percent of the rows expected."
    )
    eta = fields.Datetime(string="Expected End", compute="_compute_rows")
    checkpoint_ids = fields.One2many("coffee.checkpoint", "sync_id")

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
        if last and self.failed:
            self._tell_managers()

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

    def _tell_managers(self):
        """Tell managers and followers of refused rows, once for the whole run."""
        flow = dict(self.env["coffee.backend"]._select_flows())[self.flow]
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
    def _fail(self, backend, flow, error):
        """Record that a run has failed; what it wrote before stays.

        The failed job may still hold a lock on its run, in a transaction that is not
        undone yet; the failure is then shown as a run of its own.
        """
        if not backend:
            return
        run = backend._cursor_of(flow).sync_id
        if run.state != "running" or not try_lock(run):
            run = self.create({"backend_id": backend.id, "flow": flow})
        run.write(
            {"state": "failed", "finished_at": fields.Datetime.now(), "error": error}
        )
