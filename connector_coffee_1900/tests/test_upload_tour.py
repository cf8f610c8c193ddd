# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase
from odoo.addons.queue_job.job import Job

from .common import Coffee1900Case


@tagged("post_install", "-at_install")
class TestUploadTour(Coffee1900Case, BrowserCase):
    """An audit goes from a person's disk into Odoo."""

    def setUp(self):
        super().setUp()
        self.backend.sales_source = "audit"
        self.import_flow("coffee.brew")  # where counting begins
        self.machine.stop()  # a file needs no machine
        self.machine.pour("0")
        self.machine.pour("0")
        self.env["ir.attachment"].create(
            {
                "name": "audit.txt",
                "raw": self.machine.audit_text(),
                "url": "/coffee_test/audit.txt",
                "public": True,
            }
        )
        self.env.flush_all()

    def perform_jobs(self):
        jobs = self.env["queue.job"].search([("model_name", "=", "coffee.1900.file")])
        for job in jobs:
            Job.load(self.env, job.uuid).perform()

    def test_given_empty_file_and_audit_when_uploaded_then_told_and_sales_come(self):
        form = f"/web#id={self.backend.id}&model=coffee.backend&view_type=form"

        self.start_tour(form, "coffee_1900_upload", login="admin")
        self.env.invalidate_all()
        self.perform_jobs()

        file = self.env["coffee.1900.file"].search([])
        self.assertEqual((file.name, file.state), ("audit.txt", "done"))
        self.assertEqual(self.brews().mapped("quantity"), [2])
        self.assertEqual(self.brews().drink_id.name, self.machine.drinks["0"].name)
