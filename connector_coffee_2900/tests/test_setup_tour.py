# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase
from odoo.addons.queue_job.job import Job

from .common import Coffee2900Case

OVERVIEW = "/web#action=connector_coffee.coffee_backend_action_overview"
MACHINES = "/web#action=connector_coffee.coffee_backend_action"


@tagged("post_install", "-at_install")
class TestSetupTour(Coffee2900Case, BrowserCase):
    def setUp(self):
        super().setUp()
        self.env["coffee.checkpoint"].search([]).unlink()

    def run_open_jobs(self):
        """Run the jobs of all machines as the runner does, until none is left."""
        domain = [("coffee_backend_id", "!=", False), ("state", "=", "pending")]
        while records := self.env["queue.job"].search(domain):
            for record in records:
                job = Job.load(self.env, record.uuid)
                job.perform()
                job.set_done()
                job.store()
            self.env.flush_all()

    def test_given_new_machine_when_guided_then_first_brew_is_in_the_list(self):
        self.backend.active = False  # the machine is to be connected anew
        parameters = self.env["ir.config_parameter"]
        for name in ("location", "username", "password"):
            parameters.set_param(f"coffee.tour.{name}", getattr(self.machine, name))

        self.start_tour(MACHINES, "coffee_setup", login="admin")
        self.env.invalidate_all()
        backend = self.env["coffee.backend"].search([("name", "=", "Kitchen 2")])
        self.assertEqual(backend.setup_step, "import")
        self.assertEqual(backend.serial, self.machine.serial)
        self.run_open_jobs()
        self.start_tour(OVERVIEW, "coffee_first_brew", login="admin")

        brews = self.env["coffee.brew"].search([("backend_id", "=", backend.id)])
        self.assertEqual(
            sorted(brews.mapped("coffee_id")),
            sorted(brew.id for brew in self.machine.brews),
        )
        self.assertEqual(backend.setup_step, "done")

    def test_given_checkpoints_when_reviewed_on_screen_then_none_waits(self):
        self.import_flow("coffee.brew")
        brew = next(brew for brew in self.machine.brews if brew.result == "poured")
        brew.result = "exploded"
        self.backend._flow_of("coffee.brew").position = False
        self.import_flow("coffee.brew")
        self.env["coffee.checkpoint"].search([("kind", "=", "contact")]).unlink()
        self.backend.add_checkpoint(message="Look at this", key="alert:tray")

        self.start_tour(OVERVIEW, "coffee_checkpoint", login="admin")

        self.env.invalidate_all()
        checkpoints = self.checkpoints()
        self.assertEqual(len(checkpoints), 2)
        self.assertEqual(set(checkpoints.mapped("state")), {"reviewed"})
        self.assertEqual(checkpoints.reviewed_by_id, self.env.ref("base.user_admin"))
