# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from .. import wire

STATES = {"ready": "ready", "brewing": "brewing"}


class Coffee2900MachineAdapter(Component):
    """Read the machine itself."""

    _name = "coffee.2900.machine.adapter"
    _inherit = "coffee.2900.adapter"
    _apply_on = ["coffee.backend"]

    _model_name = "2900"

    def read_machine(self):
        machine = self.decode(self.request("GET", "/machine"), wire.Machine)
        return rows.Machine(
            external_id=machine.serial,
            model=machine.model,
            firmware=machine.firmware,
            state=STATES.get(machine.state, "attention"),
            clock=wire.naive_utc(machine.clock),
        )
