"""Jobs in queue_job's own list: by machine, with a way to what they work on."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestJobScreens(TransactionCase):
    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": "Branch"})
        version = self.env["coffee.backend"]._select_versions()[0][0]
        self.kitchen, self.canteen = self.env["coffee.backend"].create(
            [
                {
                    "name": name,
                    "version": version,
                    "location": "http://127.0.0.1:9",
                    "tz": "UTC",
                    "company_id": company.id,
                }
                for name, company in (
                    ("Kitchen", self.env.company),
                    ("Canteen", self.company),
                )
            ]
        )

    def record(self, model_name):
        """Return a record that a job is called for."""
        ours = {"backend_id": self.kitchen.id}
        drinks = self.env["coffee.product.product"]
        if model_name == "coffee.order":
            drink = drinks.create({"name": "Mocha", "coffee_id": "1", **ours})
            return self.env["coffee.order"].create({"drink_id": drink.id})
        file = self.env["ir.attachment"].create({"name": "log.csv", "raw": b"x"})
        return self.env["coffee.1900.file"].create(
            {**ours, "name": "log.csv", "attachment_id": file.id, "kind": "log"}
        )

    def enqueue(self, model_name, method):
        """Enqueue a job of a job function; return it as stored."""
        arguments = {
            "import_page": (self.kitchen,),
            "export_page": (self.kitchen,),
            "export_delete": (self.kitchen, ["1"]),
        }
        model = self.env[model_name]
        if method not in arguments:
            model = self.record(model_name)
        job = getattr(model.with_delay(), method)(*arguments.get(method, ()))
        return job.db_record()

    def test_given_each_job_function_then_job_has_its_machine_and_opens_something(self):
        functions = self.env["queue.job.function"].search(
            [("model_id.model", "=like", "coffee.%")]
        )
        self.assertGreater(len(functions), 8)

        for function in functions:
            job = self.enqueue(function.model_id.model, function.method)
            action = job.open_related_action()

            with self.subTest(function.name):
                self.assertEqual(job.coffee_backend_id, self.kitchen)
                self.assertIn(
                    (action["res_model"], action["res_id"]),
                    [
                        ("coffee.backend", self.kitchen.id),
                        (function.model_id.model, job.records.id),
                    ],
                )
                self.assertNotIn("coffee.", job.name)
                self.assertTrue(job.channel.startswith("root.coffee"))

    def test_given_two_machines_then_jobs_are_found_by_machine_and_company(self):
        self.kitchen._flow_of("coffee.brew")._enqueue_import()
        self.canteen._flow_of("coffee.brew")._enqueue_import()

        jobs = self.env["queue.job"].search([("coffee_backend_id", "=", "Canteen")])

        self.assertEqual(jobs.mapped("name"), ["Canteen: import brews"])
        self.assertEqual(jobs.company_id, self.company)

    def test_given_machine_is_deleted_then_its_jobs_stay(self):
        self.canteen._flow_of("coffee.brew")._enqueue_import()
        job = self.env["queue.job"].search(
            [("coffee_backend_id", "=", self.canteen.id)]
        )

        self.canteen.unlink()
        self.env.invalidate_all()

        self.assertTrue(job.exists())
        self.assertFalse(job.coffee_backend_id)
        with self.assertRaisesRegex(UserError, "No action"):
            job.open_related_action()

    def test_given_job_of_others_then_it_has_no_machine(self):
        job = self.env["res.partner"].with_delay().search([], limit=1).db_record()

        self.assertFalse(job.coffee_backend_id)
