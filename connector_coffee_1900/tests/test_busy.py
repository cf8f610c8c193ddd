# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import closing

from odoo import api

from odoo.addons.connector.database import pg_try_advisory_lock
from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError
from odoo.addons.queue_job.job import Job

from coffee_machines import Fault

from .common import Coffee1900Case


class TestBusy(Coffee1900Case):
    """One client at a time: to find the machine busy is nothing special."""

    def busy_job(self, when_busy):
        """Return a job that finds the machine busy, and a function that ends that."""
        server = self.machine.server
        server.when_busy = when_busy
        if when_busy == "refuse":
            server.hang_up()
            return self.job(), server.pick_up
        server._turn.acquire()
        return self.job(), server._turn.release

    def job(self):
        return Job(self.env["coffee.brew"].import_page, args=(self.backend,))

    def attempt(self, job):
        """Run a job as the queue would; return after how many seconds it comes again.

        :return: 0 when it is done
        """
        try:
            job.perform()
        except CoffeeRetryableError as err:
            return job._get_retry_seconds(err.seconds)
        return 0

    def test_given_busy_machine_when_import_then_patient_and_then_all_is_there(self):
        for when_busy, requests in (("503", 1), ("reset", 1), ("refuse", 0)):
            with self.subTest(when_busy=when_busy):
                job, release = self.busy_job(when_busy)
                self.machine.requests.clear()

                pauses = [self.attempt(job) for _try in range(3)]

                self.assertEqual(pauses, [10, 60, 300])
                self.assertEqual(len(self.machine.requests), 3 * requests)
                release()
                self.machine.server.when_busy = "503"
                self.assertEqual(self.attempt(job), 0)
                self.assertEqual(len(self.brews()), len(self.machine.brews))

    def test_given_machine_that_says_when_then_not_before(self):
        headers = {"Retry-After": "120"}
        self.machine.faults.add(Fault("status", status=503, headers=headers))

        self.assertEqual(self.attempt(self.job()), 120)

    def test_given_our_own_job_talks_to_it_then_no_request_and_no_try_spent(self):
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, self.env.uid, {})
            pg_try_advisory_lock(env, f"coffee.machine:{self.backend.id}")
            job = self.job()

            with self.assertRaises(CoffeeRetryableError) as caught:
                job.perform()

        self.assertTrue(caught.exception.ignore_retry)
        self.assertFalse(self.machine.requests)
        self.assertEqual(self.backend.state, "never_contacted")
        self.assertEqual(self.attempt(self.job()), 0)
