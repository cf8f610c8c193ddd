# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import _, api, fields, models
from odoo.tools import format_datetime

from ..exceptions import CoffeeError
from ..tools import midnight
from .queue_job import OPEN

MAX_LEVELS = 5  # bars on a card; what is lowest comes first
CHANNEL = "coffee"
MESSAGE = "coffee_changed"


class CoffeeBackend(models.Model):
    """The figures of the overview: each one query for all machines on the screen."""

    _inherit = "coffee.backend"

    checkpoint_count = fields.Integer(
        compute="_compute_checkpoint_count",
        compute_sudo=True,
        help="Checkpoints that wait for a review.",
    )
    order_count = fields.Integer(compute="_compute_order_count")
    # whoever sees a machine sees how many there are
    sync_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Imports from this machine, each from its first page to its last.",
    )
    drink_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Drinks of this machine that Odoo knows.",
    )
    brew_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="Brews of this machine that Odoo knows, poured or not.",
    )
    consumable_count = fields.Integer(
        compute="_compute_counts",
        compute_sudo=True,
        help="What of this machine is filled up from time to time.",
    )
    brews_today = fields.Integer(
        compute="_compute_brews_today",
        compute_sudo=True,
        help="Drinks poured since midnight, by your time zone.",
    )
    levels = fields.Json(
        compute="_compute_levels",
        compute_sudo=True,
        help="What the machine has left of each consumable.",
    )
    last_success = fields.Datetime(
        string="Last Synchronised",
        compute="_compute_last_success",
        compute_sudo=True,
        help="When something was read from this machine for the last time.",
    )
    late_flow = fields.Char(
        string="Behind",
        compute="_compute_last_success",
        compute_sudo=True,
        help="What was not read from this machine for much longer than it should.",
    )
    failed_flows = fields.Char(
        string="Failed",
        compute="_compute_failed_flows",
        compute_sudo=True,
        help="What could not be imported the last time that it was tried; forgotten "
        "when the settings of the machine are saved.",
    )
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
    setup_step = fields.Selection(
        [
            ("version", "Version"),
            ("location", "Address and Password"),
            ("test", "Test Connection"),
            ("import", "First Import"),
            ("done", "At Work"),
        ],
        compute="_compute_setup_step",
        compute_sudo=True,
        help="What to do next to set up this machine.",
    )
    abilities = fields.Json(
        string="What This Machine Can Do",
        compute="_compute_abilities",
        compute_sudo=True,
        help="What Odoo reads from machines of this version, and what it writes.",
    )

    def _compute_checkpoint_count(self):
        groups = self.env["coffee.checkpoint"]._read_group(
            [("backend_id", "in", self.ids), ("waits", "=", True)],
            ["backend_id"],
            ["__count"],
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.checkpoint_count = counts.get(backend.id, 0)

    def _compute_order_count(self):
        groups = self.env["coffee.order"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.order_count = counts.get(backend.id, 0)

    def _compute_counts(self):
        for field_name, model_name in (
            ("sync_count", "coffee.sync"),
            ("drink_count", "coffee.product.product"),
            ("brew_count", "coffee.brew"),
            ("consumable_count", "coffee.consumable"),
        ):
            groups = self.env[model_name]._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
            )
            counts = {backend.id: count for backend, count in groups}
            for backend in self:
                backend[field_name] = counts.get(backend.id, 0)

    def _compute_brews_today(self):
        groups = self.env["coffee.brew"]._read_group(
            self._domain_today(), ["backend_id"], ["quantity:sum"]
        )
        numbers = {backend.id: number for backend, number in groups}
        for backend in self:
            backend.brews_today = numbers.get(backend.id, 0)

    def _compute_levels(self):
        consumables = self.env["coffee.consumable"].search(
            [("backend_id", "in", self.ids)]
        )
        by_backend = consumables.grouped("backend_id")
        for backend in self:
            ours = by_backend.get(backend, consumables.browse())
            ours = ours.sorted(lambda c: (not c.is_low, c.percent, c.name))
            backend.levels = [level._bar() for level in ours[:MAX_LEVELS]]
            if len(ours) > MAX_LEVELS:
                more = _("%s more", len(ours) - MAX_LEVELS)
                backend.levels += [{"label": more, "percent": None, "text": ""}]

    def _compute_last_success(self):
        flows = self.env["coffee.flow"].search_fetch(
            [("backend_id", "in", self.ids), ("last_success", "!=", False)],
            ["backend_id", "model_name", "last_success"],
            order="last_success",
        )
        by_backend, levels = flows.grouped("backend_id"), flows._delay_levels()
        for backend in self:
            ours = by_backend.get(backend, flows.browse())
            late = ours.filtered(lambda flow: levels.get(flow, "good") != "good")
            backend.last_success = ours[-1:].last_success
            backend.late_flow = ", ".join(flow._label() for flow in late)

    def _compute_failed_flows(self):
        flows = self.env["coffee.flow"]._labels()
        groups = self.env["coffee.sync"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id", "flow"], ["id:max"]
        )
        runs = self.env["coffee.sync"].browse(last for _b, _flow, last in groups)
        failed = runs.filtered(lambda run: run._is_failure()).grouped("backend_id")
        for backend in self:
            names = [flows.get(run.flow, run.flow) for run in failed.get(backend, ())]
            backend.failed_flows = ", ".join(names)

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

    @api.depends("version", "location", "confirmed_at", "flow_ids.last_success")
    def _compute_setup_step(self):
        for backend in self:
            backend.setup_step = backend._next_step()

    @api.depends("version")
    def _compute_abilities(self):
        versions = dict(self._select_versions())
        for backend in self:
            known = backend.version in versions
            backend.abilities = backend._describe_abilities() if known else []

    def write(self, vals):
        """Also show at once a new state, and what an archived machine leaves behind."""
        result = super().write(vals)
        if not {"active", "state"}.isdisjoint(vals):
            self._notify_clients()
        return result

    def _domain_today(self):
        """Return the domain of the drinks poured today, where the person is."""
        start = midnight(self.env.context.get("tz") or self.env.user.tz)
        return [
            ("backend_id", "in", self.ids),
            ("started_at", ">=", fields.Datetime.to_string(start)),
            ("result", "=", "poured"),
        ]

    def _action_on(self, xmlid, domain, name=None, context=None):
        """Return one of our actions, on some records only."""
        action = self.env["ir.actions.actions"]._for_xml_id(f"connector_coffee.{xmlid}")
        action.update(domain=domain, context=context or {})
        if name:
            action["display_name"] = f"{action['name']}: {name}"
        return action

    def _waiting_imports(self):
        """Return the flows that have a job which is not done and will import.

        One that waits for a person to say which machine it is imports nothing.

        :return: list of (machine, flow, until when it is put off or ``None``)
        """
        flows = list(self.env["coffee.flow"]._labels())
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
            if not backend._stands_still(flow)
        ]

    def _stands_still(self, flow):
        """Tell whether a flow imports nothing before a person has said something."""
        flows = self.flow_ids.filtered("question").mapped("model_name")
        return flow in flows or bool(self.twin_note)

    def _bar_of_waiting(self, flow, until):
        """Return what the widget ``coffee_bars`` draws for a job without a page yet.

        :param until: UTC and naive, when it is put off; ``None`` if it is due
        """
        text = _("waiting for its turn")
        if until:
            moment = format_datetime(self.env, until, dt_format="short")
            text = _("put off until %s", moment)
        label = self.env["coffee.flow"]._labels()[flow]
        return {"label": label, "percent": 0, "text": text}

    def _notify_clients(self):
        """Have screens of these machines read again, when the transaction is over.

        One message for each machine, however often a transaction calls this. It holds
        no figures: who gets it reads them with rights of his own.
        """
        data = self.env.cr.precommit.data
        if MESSAGE not in data:
            data[MESSAGE] = set()
            self.env.cr.precommit.add(self.sudo()._send_to_clients)
        data[MESSAGE].update(self.ids)

    def _send_to_clients(self):
        """Send what was gathered, to who may see machines of their companies."""
        changed = self.browse(self.env.cr.precommit.data.pop(MESSAGE, ()))
        for backend in changed.exists():
            self.env["bus.bus"]._sendone(
                (backend.company_id, CHANNEL), MESSAGE, {"backend_id": backend.id}
            )

    def _next_step(self):
        """Return what a person has to do next."""
        if not self.version:
            return "version"
        if not self.location:
            return "location"
        if not self.confirmed_at:
            return "test"
        return "done" if self._is_read() else "import"

    def _is_read(self):
        """Tell whether each flow that the machine gives was read once."""
        read = self.flow_ids.filtered("last_success")
        try:
            return bool(read) and all(flow in read for flow in self._importable_flows())
        except CoffeeError:
            return bool(read)  # what it gives cannot be said; the form must open

    def _describe_abilities(self):
        """Return what this machine can do, in words.

        :return: list of dicts with ``label``, and ``reads`` and ``writes``, each a
            sentence; ``can_read`` and ``can_write`` tell yes from no
        """
        flows = [self._describe_flow(flow) for flow in self._flows()]
        return [*flows, self._describe_pouring()]

    def _describe_flow(self, flow):
        """Return the row of a flow; what is a record of the machine alone is read."""
        reads, writes = flow._can_import(), flow._can_export()
        row = {
            "label": flow._label(),
            "can_read": reads,
            "reads": _("Odoo reads them from the machine.")
            if reads
            else _("This machine does not tell them to Odoo."),
            "can_write": writes,
            "writes": "",
        }
        if self.env[flow.model_name]._inherits:
            row["writes"] = (
                _("Changes in Odoo go to the machine.")
                if writes
                else _("This machine does not take them from Odoo.")
            )
        return row

    def _describe_pouring(self):
        """Return the row of the orders."""
        pours = self._can_pour()
        return {
            "label": _("Orders"),
            "can_read": pours,
            "reads": _("Odoo can have a drink poured.")
            if pours
            else _("This machine pours nothing for Odoo."),
            "can_write": False,
            "writes": "",
        }

    def action_open_brews_today(self):
        """Open the drinks poured today."""
        return self._action_on("coffee_brew_action", self._domain_today(), _("Today"))

    def action_open_checkpoints(self):
        """Open the checkpoints that wait."""
        domain = [("backend_id", "in", self.ids)]
        context = {"search_default_need_review": 1}
        return self._action_on("coffee_checkpoint_action", domain, context=context)

    def action_open_syncs(self):
        """Open the synchronisations."""
        return self._action_on("coffee_sync_action", [("backend_id", "in", self.ids)])

    def action_open_levels(self):
        """Open what the machine has left."""
        domain = [("backend_id", "in", self.ids)]
        return self._action_on("coffee_consumable_action", domain)

    def action_open_jobs(self):
        """Open the jobs of this machine on queue_job's own screen."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id("queue_job.action_queue_job"),
            "domain": [("coffee_backend_id", "=", self.id)],
            "context": {},
        }

    def action_diagnose(self):
        """Look at the queue and at the machine right now, and show what is wrong."""
        self.ensure_one()
        diagnosis = self.env["coffee.diagnosis"].create({"backend_id": self.id})
        return diagnosis.action_diagnose()
