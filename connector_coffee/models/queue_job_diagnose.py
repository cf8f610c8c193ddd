# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from odoo import api, models

from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from ..own_transaction import own_transaction

YOUNG = 10  # seconds; a job is marked as started a moment before its lock is taken


class Started(NamedTuple):
    """A started job; ``held`` tells whether a worker has its lock."""

    name: str
    seconds: float
    held: bool


class QueueJob(models.Model):
    """What PostgreSQL knows of jobs and of their runner, on whichever server."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "queue.job"

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
