# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields

from odoo.addons.connector_coffee.const import PAGE_SIZE
from odoo.addons.queue_job.job import Job

from .common import Coffee2900Case


class TestSyncEnd(Coffee2900Case):
    machine_options = {"seed": 7, "brews": PAGE_SIZE + 5, "drinks": 3, "cards": 2}

    def setUp(self):
        super().setUp()
        self.backend._flow_of("coffee.brew")._enqueue_import()
        self.first = self.open_job()

    def open_job(self):
        """Return the job that is to be run next."""
        return self.env["queue.job"].search(
            [("coffee_backend_id", "=", self.backend.id), ("state", "=", "pending")]
        )

    def run_page(self, record):
        """Run a job as the runner does, up to its end."""
        job = Job.load(self.env, record.uuid)
        job.set_started()
        job.store()
        job.perform()
        job.set_done()
        job.store()

    def test_given_pages_when_run_then_jobs_know_their_machine_and_run(self):
        self.run_page(self.first)
        second = self.open_job()
        self.run_page(second)

        run = self.last_sync()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.pages, 2)
        self.assertEqual((self.first | second).coffee_sync_id, run)
        domain = run.action_open_jobs()["domain"]
        self.assertEqual(self.env["queue.job"].search(domain), self.first | second)
        self.assertEqual((run.job_count, self.backend.job_count), (2, 2))

    def test_given_new_import_after_a_run_when_enqueued_then_has_no_run_yet(self):
        self.run_page(self.first)
        self.run_page(self.open_job())

        self.backend._flow_of("coffee.brew")._enqueue_import()

        self.assertFalse(self.open_job().coffee_sync_id)
        self.assertEqual(self.backend.running[0]["text"], "waiting for its turn")

    def test_given_job_that_is_put_off_then_it_says_until_when(self):
        self.run_page(self.first)
        self.run_page(self.open_job())
        self.backend._flow_of("coffee.brew")._enqueue_import()
        moment = fields.Datetime.now() + timedelta(hours=3)
        self.open_job().eta = moment
        self.env.flush_all()
        self.env.invalidate_all()

        (bar,) = self.backend.with_context(tz="UTC").running

        self.assertRegex(bar["text"], f"put off until .*{moment.strftime('%-I:%M')}")

    def test_given_run_between_pages_then_progress_is_shown(self):
        self.run_page(self.first)

        (bar,) = self.backend.running
        self.assertEqual(bar["label"], "Brews")
        self.assertEqual(bar["text"], f"{PAGE_SIZE} of {PAGE_SIZE + 5} rows")
        self.assertEqual(bar["percent"], 100)

    def test_given_running_run_when_job_cancelled_then_run_cancelled(self):
        self.run_page(self.first)
        run = self.last_sync()
        self.assertEqual(run.state, "running")

        self.open_job().button_cancelled()

        self.assertEqual(run.state, "cancelled")
        self.assertIn("cancelled", run.error)
        self.assertTrue(run.finished_at)
        self.assertFalse(self.backend.running)

    def test_given_running_run_when_job_set_to_done_then_run_cancelled(self):
        self.run_page(self.first)

        self.open_job().button_done()

        self.assertEqual(self.last_sync().state, "cancelled")
        self.assertIn("by hand", self.last_sync().error)

    def test_given_running_run_when_job_deleted_then_run_cancelled(self):
        self.run_page(self.first)

        self.open_job().unlink()

        self.assertEqual(self.last_sync().state, "cancelled")

    def test_given_running_run_when_failed_jobs_are_put_away_then_it_goes_on(self):
        self.fail_job(self.first, "builtins.KeyError", "'brew'")
        self.backend._flow_of("coffee.brew")._enqueue_import()
        second = self.open_job()
        self.fail_job(second, "builtins.KeyError", "'brew'")
        self.backend._flow_of("coffee.brew")._enqueue_import()
        third = self.open_job()
        self.run_page(third)

        self.first.button_cancelled()
        second.button_done()

        # whether a cancelled job can still be called done is queue_job's affair
        self.assertNotIn("failed", (self.first | second).mapped("state"))
        self.assertEqual(third.coffee_sync_id.state, "running")

    def test_given_done_run_when_old_jobs_are_cleaned_up_then_run_stays_done(self):
        self.run_page(self.first)
        self.run_page(self.open_job())

        self.first.unlink()

        self.assertEqual(self.last_sync().state, "done")

    def test_given_cancelled_run_when_imported_again_then_goes_on_where_it_was(self):
        self.run_page(self.first)
        self.open_job().button_cancelled()

        self.import_flow("coffee.brew")

        self.assertEqual(self.last_sync().state, "done")
        self.assertEqual(self.last_sync().created, 5)
        brews = [("backend_id", "=", self.backend.id)]
        self.assertEqual(
            self.env["coffee.brew"].search_count(brews), len(self.machine.brews)
        )

    def fail_job(self, record, name, message):
        """Fail a job as the runner does."""
        job = Job.load(self.env, record.uuid)
        job.set_failed(exc_name=name, exc_message=message, exc_info="Traceback: x")
        job.store()
        return record.coffee_sync_id

    def test_given_failed_job_when_later_one_is_done_then_it_needs_nobody(self):
        words = "Field Password: wrong."
        name = "odoo.addons.connector_coffee.exceptions.CoffeeConfigurationError"
        run = self.fail_job(self.first, name, words)
        self.assertIn("bad happened", str(self.first.message_ids.mapped("body")))
        self.assertEqual(self.backend.state, "misconfigured")
        self.assertEqual(self.backend.error, words)
        self.backend._flow_of("coffee.brew")._enqueue_import()
        second = self.open_job()
        self.fail_job(second, name, words)
        self.backend._flow_of("coffee.brew")._enqueue_import()
        third = self.open_job()

        self.run_page(third)

        self.assertEqual((self.first | second).mapped("state"), ["cancelled"] * 2)
        self.assertIn("A later job has done the same", self.first.result)
        self.assertEqual(self.first.coffee_sync_id, run)
        self.assertEqual((self.backend.state, self.backend.error), ("ready", False))
        # the second told nobody
        self.assertNotIn("bad happened", str(second.message_ids.mapped("body")))

    def test_given_error_of_ours_when_job_fails_then_run_says_it_in_its_words(self):
        # a kind of configuration error that only this version knows
        name = "odoo.addons.connector_coffee_2900.components.adapter.NotFound"

        run = self.fail_job(self.first, name, "Field Location: nothing there.")

        self.assertEqual(run.state, "failed")
        self.assertEqual(run.error, "Field Location: nothing there.")
        self.assertIn("Traceback: x", run.detail)

    def test_given_any_other_error_when_job_fails_then_details_are_kept_apart(self):
        run = self.fail_job(self.first, "builtins.KeyError", "'brew'")

        self.assertEqual(run.state, "failed")
        self.assertIn("Nothing of this page was written", run.error)
        self.assertNotIn("KeyError", run.error)
        self.assertIn("builtins.KeyError\n\n'brew'\n\nTraceback", run.detail)
