# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models


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
    counted_at = fields.Datetime(string="Last Page", readonly=True)
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
    rows = fields.Integer(compute="_compute_rows")
    rows_per_second = fields.Float(compute="_compute_rows", digits=(16, 1))
    progress = fields.Float(
        compute="_compute_rows", help="Percent of the rows expected."
    )
    eta = fields.Datetime(string="Expected End", compute="_compute_rows")
    checkpoint_ids = fields.One2many("coffee.checkpoint", "sync_id")

    @api.depends("created", "updated", "unchanged", "failed", "total", "state")
    def _compute_rows(self):
        for sync in self:
            sync.rows = sync.created + sync.updated + sync.unchanged + sync.failed
            end = sync.counted_at or sync.started_at
            seconds = max((end - sync.started_at).total_seconds(), 1)
            sync.rows_per_second = sync.rows / seconds
            sync.progress = 100 if sync.state == "done" else 0
            sync.eta = False
            if sync.state == "running" and sync.total and sync.rows:
                sync.progress = min(100, 100 * sync.rows / sync.total)
                left = max(sync.total - sync.rows, 0) / sync.rows_per_second
                sync.eta = end + timedelta(seconds=left)

    def _count(self, outcome, last):
        """Add a page to the run.

        :param outcome: ``Outcome`` of the record importer
        :param last: whether the run ends with it
        """
        now = fields.Datetime.now()
        values = {
            "pages": self.pages + 1,
            "created": self.created + outcome.created,
            "updated": self.updated + outcome.updated,
            "unchanged": self.unchanged + outcome.unchanged,
            "failed": self.failed + len(outcome.refused),
            "counted_at": now,
        }
        if last:
            values.update(state="done", finished_at=now)
        self.write(values)

    @api.model
    def _fail(self, backend, flow, error):
        """Record that a run has failed; what it wrote before stays."""
        sync = backend._cursor_of(flow).sync_id
        if sync.state != "running":
            sync = self.create({"backend_id": backend.id, "flow": flow})
        sync.write(
            {"state": "failed", "finished_at": fields.Datetime.now(), "error": error}
        )
