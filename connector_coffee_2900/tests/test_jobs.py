# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields

from odoo.addons.queue_job.job import Job

from .common import Coffee2900Case

EXPORTED = ("coffee.product.product", "coffee.res.partner")


class TestJobs(Coffee2900Case):
    def expected_functions(self):
        """Return the name and the channel of each job function that has to be there."""
        flows = self.env["coffee.flow"]._labels()
        imports = {f"<{flow}>.import_page": "root.coffee.import" for flow in flows}
        exports = {
            f"<{model}>.{method}": "root.coffee.export"
            for model in EXPORTED
            for method in ("export_page", "export_delete")
        }
        return {**imports, **exports}

    def test_given_concrete_models_then_each_job_has_channel_and_retry_pattern(self):
        functions = self.env["queue.job.function"]

        for name, channel in self.expected_functions().items():
            with self.subTest(name):
                config = functions.job_config(name)
                self.assertEqual(config.channel, channel)
                self.assertEqual(min(config.retry_pattern), 1)

    def test_given_import_now_twice_then_each_flow_waits_once(self):
        self.backend.action_import_now()
        self.backend.action_import_now()

        jobs = self.env["queue.job"].search([("name", "=like", "Kitchen:%")])
        self.assertEqual(
            set(jobs.mapped("name")),
            {
                "Kitchen: import drinks",
                "Kitchen: import badge holders",
                "Kitchen: import brews",
                "Kitchen: import levels and faults",
            },
        )
        self.assertEqual(len(jobs), 4)

    def test_given_job_that_was_put_off_when_import_now_then_it_is_due_at_once(self):
        self.backend._flow_of("coffee.brew")._enqueue_import()
        key = self.backend._flow_of("coffee.brew")._import_key()
        job = self.env["queue.job"].search([("identity_key", "=", key)])
        job.eta = fields.Datetime.now() + timedelta(hours=1)

        self.backend.action_import_now()

        self.assertEqual(
            self.env["queue.job"].search([("identity_key", "=", key)]), job
        )
        self.assertFalse(job.eta)

    def test_given_job_when_related_action_then_machine_opens(self):
        self.backend._flow_of("coffee.brew")._enqueue_import()

        job = self.env["queue.job"].search([("name", "=like", "Kitchen:%")])
        action = job.open_related_action()

        self.assertEqual(action["res_model"], "coffee.backend")
        self.assertEqual(action["res_id"], self.backend.id)

    def test_given_job_fails_then_its_run_has_failed_and_says_why(self):
        self.backend._flow_of("coffee.brew")._enqueue_import()
        record = self.env["queue.job"].search([("name", "=like", "Kitchen:%")])
        job = Job.load(self.env, record.uuid)

        name = "odoo.addons.connector_coffee.exceptions.CoffeeConfigurationError"
        job.set_failed(exc_name=name, exc_message="Field Password: wrong.")
        job.store()

        sync = self.last_sync()
        self.assertEqual((sync.backend_id, sync.flow), (self.backend, "coffee.brew"))
        self.assertEqual((sync.state, sync.error), ("failed", "Field Password: wrong."))

    def test_given_secrets_then_no_job_holds_them(self):
        self.backend.action_import_now()

        jobs = self.env["queue.job"].search([("name", "=like", "Kitchen:%")])
        stored = str(jobs.read())
        self.assertNotIn(self.machine.password, stored)
