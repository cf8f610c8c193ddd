# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase

from .common import Coffee2900Case


@tagged("post_install", "-at_install")
class TestPreviewBrowser(Coffee2900Case, BrowserCase):
    def setUp(self):
        super().setUp()
        self.backend.action_test_connection()
        self.env.flush_all()

    def tour(self, name):
        """Run a tour that begins on the form of the machine."""
        record = f"id={self.backend.id}&model=coffee.backend&view_type=form"
        self.start_tour(f"/web#{record}", name, login="admin")
        self.env.invalidate_all()

    def imports(self):
        """Return the methods of the jobs that wait for this machine."""
        jobs = self.env["queue.job"].search([("state", "=", "pending")])
        return [
            (job.model_name, job.method_name)
            for job in jobs
            if job._coffee_machine() == self.backend
        ]

    def test_given_new_drinks_when_previewed_and_imported_then_one_job(self):
        self.assertEqual(self.imports(), [])

        self.tour("coffee_preview")

        self.assertEqual(self.imports(), [("coffee.product.product", "import_page")])

    def test_given_machine_when_diagnosed_then_checks_are_shown(self):
        before = len(self.machine.requests)

        self.tour("coffee_diagnose")

        self.assertGreater(len(self.machine.requests), before)
        self.assertEqual(self.backend.state, "ready")
