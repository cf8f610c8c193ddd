# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from coffee_machines import Coffee2900


class Coffee2900Case(CoffeeMachineCase):
    machine_class = Coffee2900

    def run_jobs(self, change):
        """Make a change, end its transaction as far as tests can, run its jobs.

        :return: number of jobs that the change has enqueued
        """
        with self.trap_jobs() as trap:
            change()
            self.env.cr.flush()
            enqueued = len(trap.enqueued_jobs)
            while trap.enqueued_jobs:
                trap.enqueued_jobs.pop(0).perform()
        return enqueued

    def sent(self, *methods):
        """Return what the machine was sent: (method, path) of each such request."""
        return [
            (request.method, request.path)
            for request in self.machine.requests
            if request.method in methods and "oauth" not in request.path
        ]

    def checkpoints(self):
        """Return what waits for a review, other than new contacts."""
        return self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("kind", "!=", "contact")]
        )
