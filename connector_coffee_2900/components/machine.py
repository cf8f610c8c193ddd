# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeRowError

from .. import wire

STATES = {"ready": "ready", "brewing": "brewing"}


class Coffee2900MachineAdapter(Component):
    """Read the machine itself, and tell it where to push."""

    _name = "coffee.2900.machine.adapter"
    _inherit = "coffee.2900.adapter"
    _apply_on = ["coffee.backend"]

    _model_name = "2900"

    def read_machine(self):
        response = self.request("GET", "/machine")
        machine = self.decode(response, wire.Machine)
        try:
            return rows.Machine(
                external_id=machine.serial,
                model=machine.model,
                firmware=machine.firmware,
                state=STATES.get(machine.state, "attention"),
                clock=wire.naive_utc(machine.clock),
            )
        except (CoffeeRowError, OverflowError) as err:
            raise self._invalid_answer(response, err) from err

    def register_webhook(self, url, secret):
        """Tell the machine where to push, instead of where it was told before.

        :param secret: what it signs with, as ``push.new_secret`` makes it
        """
        self.request("PUT", "/webhook", json={"url": url, "secret": secret})
