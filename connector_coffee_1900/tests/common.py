# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from coffee_machines import Coffee1900


class Coffee1900Case(CoffeeMachineCase):
    machine_class = Coffee1900

    def setUp(self):
        super().setUp()
        self.backend.tz = self.machine.time_zone.key

    def brews(self):
        """Return the brews of the machine, the latest first."""
        return self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])

    def checkpoints(self, key_pattern="%"):
        """Return the checkpoints that wait."""
        return self.env["coffee.checkpoint"]._waiting(self.backend, key_pattern)
