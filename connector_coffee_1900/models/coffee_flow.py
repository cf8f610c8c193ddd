# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .coffee_1900_file import FLOW


class CoffeeFlow(models.Model):
    """What becomes of the counters when somebody says what happened to a machine."""

    _inherit = "coffee.flow"

    def _start_generation(self, serial):
        """Also let the counters of the new machine begin with a baseline."""
        if self.model_name == FLOW:
            self.backend_id.counter_ids._forget()
        return super()._start_generation(serial)

    def _keep_generation(self, serial):
        """Also let the counters go on under the number that the machine has now."""
        known = self.serial or self.backend_id.serial
        ours = self.model_name == FLOW and self.backend_id.speaks_1900
        if ours and serial and known:
            self.env["coffee.1900.counter"]._follow(self.backend_id, known, serial)
        return super()._keep_generation(serial)
