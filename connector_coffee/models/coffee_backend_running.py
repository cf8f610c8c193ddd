# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import _, fields, models
from odoo.tools import format_datetime

from .queue_job import OPEN


class CoffeeBackend(models.Model):
    """What is being imported from a machine right now, and its jobs."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    running = fields.Json(
        string="In Progress",
        compute="_compute_running",
        compute_sudo=True,
        help="What is being imported from this machine right now, and how far it is.",
    )
    job_count = fields.Integer(
        compute="_compute_job_count",
        compute_sudo=True,
        help="Jobs of this machine that are kept.",
    )

    def _compute_running(self):
        runs = self.env["coffee.sync"].search(
            [("backend_id", "in", self.ids), ("state", "=", "running")]
        )
        bars = defaultdict(dict)
        for backend, flow, until in self._waiting_imports():
            bars[backend.id][flow] = self._bar_of_waiting(flow, until)
        for run in runs:
            bars[run.backend_id.id][run.flow] = run._bar()
        for backend in self:
            backend.running = list(bars[backend.id].values())

    def _waiting_imports(self):
        """Return the flows that have a job which is not done.

        :return: list of (machine, flow, until when it is put off or ``None``)
        """
        flows = [flow for flow, _label in self._select_flows()]
        now = fields.Datetime.now()
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [
                    ("coffee_backend_id", "in", self.ids),
                    ("model_name", "in", flows),
                    ("method_name", "=", "import_page"),
                    ("state", "in", list(OPEN)),
                ],
                ["coffee_backend_id", "model_name"],
                ["__count", "eta:count", "eta:min"],
            )
        )
        # one without a time, or whose time has come, is due
        return [
            (backend, flow, first if timed == number and first > now else None)
            for backend, flow, number, timed, first in groups
        ]

    def _bar_of_waiting(self, flow, until):
        """Return what the widget ``coffee_bars`` draws for a job without a page yet.

        :param until: UTC and naive, when it is put off; ``None`` if it is due
        """
        text = _("waiting for its turn")
        if until:
            moment = format_datetime(self.env, until, dt_format="short")
            text = _("put off until %s", moment)
        label = dict(self._select_flows())[flow]
        return {"label": label, "percent": 0, "text": text}

    def _compute_job_count(self):
        groups = (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [("coffee_backend_id", "in", self.ids)],
                ["coffee_backend_id"],
                ["__count"],
            )
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.job_count = counts.get(backend.id, 0)

    def action_open_jobs(self):
        """Open the jobs of this machine on queue_job's own screen."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id("queue_job.action_queue_job"),
            "domain": [("coffee_backend_id", "=", self.id)],
            "context": {},
        }
