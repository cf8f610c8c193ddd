# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class QueueJob(models.Model):
    """How busy the queue is: two questions, each answered by the end of an index."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "queue.job"

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
