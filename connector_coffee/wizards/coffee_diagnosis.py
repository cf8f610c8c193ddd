# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import Command, _, api, fields, models
from odoo.tools import config
from odoo.tools.misc import babel_locale_parse, get_lang

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeError,
    CoffeeNoContactError,
    CoffeeRetryableError,
)
from ..models.coffee_backend import SETTLING, remedy_for_missing_cron
from ..models.coffee_flow import interval_of

RUNNER_SILENT = 180  # seconds; a runner that is well says something once a minute
JOB_WAITS = 300  # seconds that a job may be due
JOB_WAITS_LONG = 3600  # seconds
JOB_RUNS = 900  # seconds; a page takes far less


class CoffeeDiagnosis(models.TransientModel):
    """Show what is wrong with a machine and with the queue, and what to do."""

    _name = "coffee.diagnosis"
    _description = "Coffee Diagnosis"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    check_ids = fields.One2many("coffee.diagnosis.check", "diagnosis_id", readonly=True)
    bad = fields.Integer(string="Broken", compute="_compute_counts")
    attention = fields.Integer(compute="_compute_counts")

    @api.depends("check_ids.level")
    def _compute_counts(self):
        for diagnosis in self:
            levels = diagnosis.check_ids.mapped("level")
            diagnosis.bad = levels.count("bad")
            diagnosis.attention = levels.count("attention")

    def _diagnose(self):
        """Look at everything.

        :return: list of dicts, the values of ``coffee.diagnosis.check``
        """
        self.ensure_one()
        return [line for name in self._checks() for line in getattr(self, name)()]

    def _checks(self):
        """Return the names of the methods that look, in the order of their lines.

        Each returns a list of lines, as ``_line`` makes them. An addon appends its
        own; one for a version asks ``_version_lineage()`` first.
        """
        return [
            "_check_server",
            "_check_runner",
            "_check_waiting_jobs",
            "_check_started_jobs",
            "_check_machine",
            "_check_flows",
            "_check_settling",
        ]

    @api.model
    def _line(self, name, level, answer, remedy=""):
        """Return a line.

        :param name: what was looked at
        :param level: a value of ``coffee.diagnosis.check``'s field
        :param answer: what was found, with figures
        :param remedy: what to do, unless all is well
        """
        return {"name": name, "level": level, "answer": answer, "remedy": remedy}

    @api.model
    def _duration(self, seconds):
        """Return a number of seconds as people say it: "3 hours"."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(timedelta(seconds=int(seconds)), locale=locale)

    def _check_server(self):
        """Tell whether this server has loaded queue_job before any database."""
        name = _("Server-wide module")
        modules = config["server_wide_modules"]
        # a text on 17.0, a list on newer series
        modules = modules.split(",") if isinstance(modules, str) else modules
        if "queue_job" in modules:
            answer = _("This server was started with queue_job.")
            return [self._line(name, "good", answer)]
        if self.env["queue.job"].sudo()._runner_silence() is not None:
            answer = _("This server was not started with queue_job; another one was.")
            return [self._line(name, "good", answer)]
        answer = _("This server was started without queue_job, so it runs no jobs.")
        remedy = _(
            "Add queue_job to server_wide_modules in Odoo's configuration, which makes "
            "%s,queue_job, and restart Odoo.",
            ",".join(modules),
        )
        return [self._line(name, "bad", answer, remedy)]

    def _check_runner(self):
        """Tell whether a job runner is there, on whichever server."""
        name = _("Job runner")
        silence = self.env["queue.job"].sudo()._runner_silence()
        if silence is None:
            answer = _("No job runner is connected to this database.")
            remedy = _(
                "Restart Odoo with queue_job among its server-wide modules. If that is "
                "done already: the channel root must not have the capacity 0, and the "
                'log says what is wrong instead of "queue job runner ready".'
            )
            return [self._line(name, "bad", answer, remedy)]
        answer = _("Connected; it last moved %s ago.", self._duration(silence))
        if silence > RUNNER_SILENT:
            remedy = _("It hangs, or its server is gone. Restart Odoo there.")
            return [self._line(name, "attention", answer, remedy)]
        return [self._line(name, "good", answer)]

    def _check_waiting_jobs(self):
        """Tell how long the oldest job has waited that could run now."""
        name = _("Waiting jobs")
        count, seconds = self.env["queue.job"].sudo()._coffee_due()
        if not count:
            return [self._line(name, "good", _("No job is due."))]
        answer = _(
            "%(count)s due; the oldest has waited for %(duration)s.",
            count=count,
            duration=self._duration(seconds),
        )
        if seconds < JOB_WAITS:
            return [self._line(name, "good", answer)]
        remedy = _(
            "If the job runner is well, it is too slow or does not reach Odoo: raise "
            "the capacity of the channel root.coffee, or correct host and port in the "
            "section queue_job of Odoo's configuration."
        )
        level = "bad" if seconds >= JOB_WAITS_LONG else "attention"
        return [self._line(name, level, answer, remedy)]

    def _check_started_jobs(self):
        """Tell whether somebody works on every job that was started."""
        name = _("Started jobs")
        jobs = self.env["queue.job"].sudo()._coffee_started()
        lost = [job for job in jobs if not job.held]
        if lost:
            answer = _(
                "%(count)s started, and nobody works on them: %(name)s, for "
                "%(duration)s.",
                count=len(lost),
                name=lost[0].name,
                duration=self._duration(lost[0].seconds),
            )
            remedy = _(
                "Their server was killed. The job runner starts them again within a "
                "minute; if it does not, restart it."
            )
            return [self._line(name, "bad", answer, remedy)]
        if not jobs:
            return [self._line(name, "good", _("No job is running."))]
        answer = _(
            "%(count)s running, the longest for %(duration)s: %(name)s.",
            count=len(jobs),
            duration=self._duration(jobs[0].seconds),
            name=jobs[0].name,
        )
        if jobs[0].seconds < JOB_RUNS:
            return [self._line(name, "good", answer)]
        remedy = _("Its machine is slow, or it hangs. Restart Odoo if it never ends.")
        return [self._line(name, "attention", answer, remedy)]

    def _check_machine(self):
        """Ask the machine who it is, for two lines."""
        started = time.monotonic()
        try:
            machine, model_name = self._read_machine_soon()
        except CoffeeError as err:
            answer = _("It cannot be read until the machine answers.")
            unread = self._line(_("Clock"), "unknown", answer)
            return [self._line_of_error(err), unread]
        seconds = max(time.monotonic() - started, 0.1)
        self.backend_id._note_answer(True)
        if self.backend_id.state == "misconfigured":
            self.backend_id._note_now("ready")
        return [
            self._line_of_answer(machine, model_name, seconds),
            self._line_of_clock(machine),
        ]

    def _read_machine_soon(self):
        """Read the machine, for somebody who waits for it.

        Of one that does not introduce itself a row is read.

        :return: ``rows.Machine``, ``None`` if it does not introduce itself, and what
            the model of such a machine contains
        :raise CoffeeError: it cannot be read
        """
        backend, soon = self.backend_id, const.POUR_TIMEOUT
        with backend.work_on(backend._name, timeout=soon) as work:
            adapter = work.component(usage="backend.adapter")
            if adapter._name != "coffee.no.adapter":
                return adapter.read_machine(), adapter._model_name
        for flow in backend._importable_flows()[:1]:
            with backend.work_on(flow.model_name, timeout=soon) as work:
                work.component(usage="backend.adapter").read_page(None, 1)
        return None, ""

    def _line_of_answer(self, machine, model_name, seconds):
        name = _("Machine")
        if not machine:
            answer = _(
                "It answers within %.1f seconds; machines of this version do not "
                "introduce themselves.",
                seconds,
            )
            return self._line(name, "good", answer)
        question = self.backend_id._identity_questions(machine, model_name).get(
            "version"
        )
        if question:
            remedy = _("Choose the right version in the field Version.")
            return self._line(name, "attention", question, remedy)
        answer = _(
            "It answers within %(seconds).1f seconds: %(model)s, serial number "
            "%(serial)s.",
            seconds=seconds,
            model=machine.model,
            serial=machine.external_id or _("(none)"),
        )
        return self._line(name, "good", answer)

    def _line_of_error(self, err):
        """Tell what is wrong with a machine that cannot be read."""
        remedy = _("Is it a machine of the version in the field Version?")
        if isinstance(err, CoffeeRetryableError):
            self.backend_id._note_answer(False, str(err))
            remedy = _(
                "Switch the machine on. If it is on, a network or a firewall is in the "
                "way between the computer that Odoo runs on and %s.",
                self.backend_id.location,
            )
        elif isinstance(err, CoffeeConfigurationError):
            self.backend_id._note_now("misconfigured", str(err))
            remedy = _("Correct the field, then press Test Connection.")
        elif isinstance(err, CoffeeNoContactError):
            remedy = ""  # it says itself what to do
        return self._line(_("Machine"), "bad", str(err), remedy)

    def _line_of_clock(self, machine):
        """Compare clocks."""
        name = _("Clock")
        off = self.backend_id._clock_is_off(machine) if machine else None
        if off is None:
            answer = _("This machine does not tell its time.")
            return self._line(name, "unknown", answer)
        answer = _(
            "It differs from Odoo's by %(seconds)s seconds; %(allowed)s are allowed.",
            seconds=round(abs(off)),
            allowed=const.CLOCK_TOLERANCE,
        )
        if abs(off) <= const.CLOCK_TOLERANCE:
            return self._line(name, "good", answer)
        fast = _("It is fast.") if off > 0 else _("It is slow.")
        remedy = f"{fast} {self.backend_id._remedy_of_clock()}"
        return self._line(name, "attention", answer, remedy)

    def _check_flows(self):
        """Return a line for each flow that the machine gives, if it may be asked."""
        if self.backend_id._why_no_contact():
            return []  # the line of the machine tells it
        try:
            flows = self.backend_id._importable_flows()
        except CoffeeError:
            return []  # the line of the machine tells it
        return [self._check_flow(flow) for flow in flows]

    def _check_flow(self, flow):
        """Compare the last import of a flow with how often there should be one."""
        name = _("Import of %s", flow._label_within_sentence())
        cron = flow._cron_of(flow.model_name)
        if self.env[flow.model_name]._flow_cron and not cron:
            return self._line_of_missing_cron(name)
        if flow.question:
            return self._line(name, "bad", flow.question, flow._remedy())
        since = flow.last_success
        if not since:
            remedy = _("Press Import Now.")
            if self.backend_id.state == "never_contacted":
                remedy = _("Press Test Connection, then Import Now.")
            return self._line(name, "attention", _("There was none yet."), remedy)
        ago = self._duration((fields.Datetime.now() - since).total_seconds())
        if not cron.active:
            answer = _("The last was %s ago; it happens on demand only.", ago)
            return self._line(name, "good", answer)
        answer = _(
            "The last was %(ago)s ago; there should be one every %(interval)s.",
            ago=ago,
            interval=self._duration(interval_of(cron)),
        )
        level = flow._delay_levels()[flow]
        remedy = _(
            "If everything above is green, look at the jobs of this machine under Job "
            "Queue, and whether Odoo runs its scheduled actions."
        )
        return self._line(name, level, answer, "" if level == "good" else remedy)

    def _check_settling(self):
        """Tell only if nobody settles orders whose outcome is unclear."""
        if self.env.ref(SETTLING, raise_if_not_found=False):
            return []
        return [self._line_of_missing_cron(_("Orders"))]

    def _line_of_missing_cron(self, name):
        """Return the line of something whose scheduled action somebody deleted."""
        answer = _("The scheduled action that does it was deleted.")
        return self._line(name, "bad", answer, remedy_for_missing_cron())

    def action_diagnose(self):
        """Look at everything and show it."""
        self.ensure_one()
        self.backend_id.read(["name"])  # who may not see a machine may not ask it
        checks = self._diagnose()
        self.check_ids = [Command.clear(), *map(Command.create, checks)]
        return {
            "name": _("Diagnosis: %s", self.backend_id.name),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class CoffeeDiagnosisCheck(models.TransientModel):
    """One question about why nothing happens, and its answer."""

    _name = "coffee.diagnosis.check"
    _description = "Coffee Diagnosis Check"
    _order = "id"

    diagnosis_id = fields.Many2one(
        "coffee.diagnosis", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Check", required=True)
    # the signs are for those who cannot tell the colours apart
    level = fields.Selection(
        [
            ("good", "✓ Good"),
            ("attention", "! Attention"),
            ("bad", "✗ Broken"),
            ("unknown", "? Unknown"),
        ],
        string="Result",
        required=True,
    )
    answer = fields.Text(required=True)
    remedy = fields.Text(string="What to Do")
