# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models
from odoo.tools import config

RUNNER_SILENT = 180  # seconds; a runner that is well says something once a minute
JOB_WAITS = 300  # seconds that a job may be due
JOB_WAITS_LONG = 3600  # seconds
JOB_RUNS = 900  # seconds; a page takes far less


class CoffeeBackend(models.Model):
    """Whether Odoo works through its jobs."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def _light_of_server(self):
        """Tell whether this server has loaded queue_job before any database."""
        name = _("Server-wide module")
        modules = config["server_wide_modules"]
        # a text on 17.0, a list on newer series
        modules = modules.split(",") if isinstance(modules, str) else modules
        if "queue_job" in modules:
            finding = _("This server was started with queue_job.")
            return [self._light(name, "good", finding)]
        if self.env["queue.job"].sudo()._runner_silence() is not None:
            finding = _("This server was not started with queue_job; another one was.")
            return [self._light(name, "good", finding)]
        finding = _("This server was started without queue_job, so it runs no jobs.")
        remedy = _(
            "Add queue_job to server_wide_modules in Odoo's configuration, which makes "
            "%s,queue_job, and restart Odoo.",
            ",".join(modules),
        )
        return [self._light(name, "bad", finding, remedy)]

    def _light_of_runner(self):
        """Tell whether a job runner is there, on whichever server."""
        name = _("Job runner")
        silence = self.env["queue.job"].sudo()._runner_silence()
        if silence is None:
            finding = _("No job runner is connected to this database.")
            remedy = _(
                "Restart Odoo with queue_job among its server-wide modules. If that is "
                "done already: the channel root must not have the capacity 0, and the "
                'log says what is wrong instead of "queue job runner ready".'
            )
            return [self._light(name, "bad", finding, remedy)]
        finding = _("Connected; it last moved %s ago.", self._duration(silence))
        if silence > RUNNER_SILENT:
            remedy = _("It hangs, or its server is gone. Restart Odoo there.")
            return [self._light(name, "attention", finding, remedy)]
        return [self._light(name, "good", finding)]

    def _light_of_waiting_jobs(self):
        """Tell how long the oldest job has waited that could run now."""
        name = _("Waiting jobs")
        count, seconds = self.env["queue.job"].sudo()._coffee_due()
        if not count:
            return [self._light(name, "good", _("No job is due."))]
        finding = _(
            "%(count)s due; the oldest has waited for %(duration)s.",
            count=count,
            duration=self._duration(seconds),
        )
        if seconds < JOB_WAITS:
            return [self._light(name, "good", finding)]
        remedy = _(
            "If the job runner is well, it is too slow or does not reach Odoo: raise "
            "the capacity of the channel root.coffee, or correct host and port in the "
            "section queue_job of Odoo's configuration."
        )
        level = "bad" if seconds >= JOB_WAITS_LONG else "attention"
        return [self._light(name, level, finding, remedy)]

    def _light_of_started_jobs(self):
        """Tell whether somebody works on every job that was started."""
        name = _("Started jobs")
        jobs = self.env["queue.job"].sudo()._coffee_started()
        lost = [job for job in jobs if not job.held]
        if lost:
            finding = _(
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
            return [self._light(name, "bad", finding, remedy)]
        if not jobs:
            return [self._light(name, "good", _("No job is running."))]
        finding = _(
            "%(count)s running, the longest for %(duration)s: %(name)s.",
            count=len(jobs),
            duration=self._duration(jobs[0].seconds),
            name=jobs[0].name,
        )
        if jobs[0].seconds < JOB_RUNS:
            return [self._light(name, "good", finding)]
        remedy = _("Its machine is slow, or it hangs. Restart Odoo if it never ends.")
        return [self._light(name, "attention", finding, remedy)]
