# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from typing import NamedTuple

from odoo import _, api, fields, models

from odoo.addons.queue_job.job import CANCELLED, FAILED
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from ..exceptions import CoffeeConfigurationError, is_a
from ..locking import own_transaction, try_lock

OPEN = ("wait_dependencies", "pending", "enqueued", "started")
YOUNG = 10  # seconds; a job is marked as started a moment before its lock is taken


class QueueJob(models.Model):
    """The machine that a job works on, to look jobs up by."""

    _inherit = "queue.job"

    coffee_backend_id = fields.Many2one(
        "coffee.backend",
        string="Coffee Machine",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The machine that the job works on. The job belongs to its company.",
    )
    coffee_sync_id = fields.Many2one(
        "coffee.sync",
        string="Coffee Synchronisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The run that this job did a page of.",
    )

    def init(self):
        """Index what waits and what runs, which are few among many done."""
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS queue_job_coffee_due_index"
            " ON queue_job (coalesce(eta, date_created))"
            " WHERE state IN ('pending', 'enqueued')"
        )
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS queue_job_coffee_started_index"
            " ON queue_job (date_started) WHERE state = 'started'"
        )
        return result

    def write(self, vals):
        """Also show the failure of a page on its run, and that it is not coming.

        When a job may begin again is rounded up.
        """
        if vals.get("eta") and all(is_ours(job.model_name) for job in self):
            vals = not_before(vals)
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

    def unlink(self):
        """Also end the run of a page that will not come."""
        self._coffee_coming()._end_coffee_runs(
            _("Its job was deleted. Import again to go on.")
        )
        return super().unlink()

    @api.model_create_multi
    def create(self, vals_list):
        """Note the machine, put the job into its company, and round up its time."""
        for vals in vals_list:
            if machine := self._coffee_machine_of(vals):
                vals["coffee_backend_id"] = machine.id
                vals["company_id"] = machine.company_id.id
        return super().create(
            [
                not_before(vals) if is_ours(vals.get("model_name")) else vals
                for vals in vals_list
            ]
        )

    def _show_correction(self):
        """Show on their machines what failed jobs say that a person has to correct."""
        for job in self:
            backend = job.coffee_backend_id
            if backend and is_a(job.exc_name or "", CoffeeConfigurationError):
                if job.model_name in backend.env["coffee.flow"]._labels():
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

    def _coffee_coming(self):
        """Return those that are not over: the run of any other goes on without it."""
        return self.filtered(lambda job: job.state in OPEN)

    def _coffee_imports(self):
        """Return those that import a page."""
        flows = self.env["coffee.flow"]._labels()
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
                backend._flow_of(job.model_name).sync_id._cancel(sentence)

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

    @api.model
    def _coffee_machine_of(self, vals):
        """Return the machine of a job that is about to be stored, empty if none.

        Our jobs are called for a record of a machine, or with the machine itself.
        """
        machines = self.env["coffee.backend"].sudo()
        if not vals.get("model_name", "").startswith("coffee."):
            return machines
        for value in (*vals.get("args", ()), *vals.get("kwargs", {}).values()):
            if isinstance(value, type(machines)):
                return value.sudo()
        records = vals["records"].sudo()
        return records.backend_id[:1] if "backend_id" in records else machines

    def _query_oldest_due(self):
        """Return the SQL for since when the oldest due job waits, and its name.

        ``queue_job`` does not note when a job was put back: it waits since it was made.
        """
        return (
            "SELECT coalesce(eta, date_created), name FROM queue_job"
            " WHERE state IN ('pending', 'enqueued')"
            " ORDER BY coalesce(eta, date_created) LIMIT 1"
        )

    def _query_longest_started(self):
        """Return the SQL for since when the longest running job runs, and its name."""
        return (
            "SELECT date_started, name FROM queue_job"
            " WHERE state = 'started' ORDER BY date_started LIMIT 1"
        )

    def _oldest_due(self):
        """Return how long the oldest due job has waited.

        :return: (seconds, name); 0 seconds if no job is due
        """
        return self._seconds_since(self._query_oldest_due())

    def _longest_started(self):
        """Return how long the job runs that was started first.

        :return: (seconds, name); 0 seconds if none runs
        """
        return self._seconds_since(self._query_longest_started())

    def _seconds_since(self, query):
        # the queries name stored columns
        self.env["queue.job"].flush_model()
        self.env.cr.execute(query)
        since, name = self.env.cr.fetchone() or (None, "")
        if not since:
            return 0, ""
        seconds = (fields.Datetime.now() - since).total_seconds()
        return max(int(seconds), 0), name or ""

    @api.model
    def _runner_silence(self):
        """Return for how many seconds the job runner of this database is silent.

        The one runner that works for a database, on whichever server, holds an
        advisory lock; PostgreSQL drops it when the runner ends or is cut off. Who may
        not see what other roles do gets 0 for a runner with a role of its own.

        :return: seconds, ``None`` if there is no runner
        """
        # within a transaction PostgreSQL would show what it showed before
        self.env.cr.execute("SELECT pg_stat_clear_snapshot()")
        self.env.cr.execute(
            """
            SELECT coalesce(
                extract(epoch FROM clock_timestamp() - activity.state_change), 0
            )::float
            FROM pg_locks AS held
            LEFT JOIN pg_stat_activity AS activity USING (pid)
            WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
            AND held.classid = %s AND held.objid = %s
            AND held.database = (
                SELECT oid FROM pg_database WHERE datname = current_database()
            )
            """,
            [PG_ADVISORY_LOCK_ID >> 32, PG_ADVISORY_LOCK_ID & 0xFFFFFFFF],
        )
        found = self.env.cr.fetchone()
        return found and max(found[0], 0)

    @api.model
    def _coffee_due(self):
        """Return how many jobs of ours could run now, and for how long the oldest.

        :return: (count, seconds)
        """
        self.env["queue.job"].flush_model()
        self.env.cr.execute(
            """
            SELECT count(*), max(extract(
                epoch FROM now() AT TIME ZONE 'UTC' - coalesce(eta, date_created)
            ))::float
            FROM queue_job
            WHERE state IN ('pending', 'enqueued')
            AND (
                channel = 'root.coffee' OR channel LIKE 'root.coffee.%'
                OR model_name LIKE 'coffee.%'
            )
            AND coalesce(eta, date_created) <= now() AT TIME ZONE 'UTC'
            """
        )
        count, seconds = self.env.cr.fetchone()
        return count, seconds or 0

    @api.model
    def _coffee_started(self):
        """Return the jobs of ours that were started, the longest first.

        In a transaction of its own: it sees what is so right now, and lets go of the
        locks that it tries at once.

        :return: list of ``Started``
        """
        with own_transaction(self.env) as env:
            env.cr.execute(
                """
                SELECT id, name,
                    extract(epoch FROM now() AT TIME ZONE 'UTC' - date_started)::float
                FROM queue_job
                WHERE state = 'started'
                AND (
                    channel = 'root.coffee' OR channel LIKE 'root.coffee.%'
                    OR model_name LIKE 'coffee.%'
                )
                ORDER BY date_started
                """
            )
            jobs = env.cr.fetchall()
            held = self._held_by_workers(env.cr, [job_id for job_id, *_rest in jobs])
        return [
            Started(name or "", seconds or 0, job_id in held or (seconds or 0) < YOUNG)
            for job_id, name, seconds in jobs
        ]

    @api.model
    def _held_by_workers(self, cr, job_ids):
        """Return those of some jobs whose lock a worker has, as a set of ids."""
        if not job_ids:
            return set()
        query = "SELECT queue_job_id FROM queue_job_lock WHERE queue_job_id = ANY(%s)"
        cr.execute(query, [job_ids])
        known = {job_id for (job_id,) in cr.fetchall()}
        cr.execute(f"{query} FOR SHARE SKIP LOCKED", [job_ids])
        return known - {job_id for (job_id,) in cr.fetchall()}

    def button_done(self):
        """Also end the run of a page that somebody calls done; none follows it."""
        coming = self._coffee_coming()
        result = super().button_done()
        done = coming.filtered(lambda job: job.state == "done")
        done._end_coffee_runs(
            _("Its job was set to done by hand. Import again to go on.")
        )
        return result


class Started(NamedTuple):
    """A started job; ``held`` tells whether a worker has its lock."""

    name: str
    seconds: float
    held: bool


def is_ours(model_name):
    """Tell whether jobs of a model are the connector's."""
    return (model_name or "").startswith("coffee.")


def not_before(vals):
    """Return values whose ``eta``, a datetime with microseconds, is rounded up."""
    eta = vals.get("eta")
    if not getattr(eta, "microsecond", 0):
        return vals
    return {**vals, "eta": eta.replace(microsecond=0) + timedelta(seconds=1)}
