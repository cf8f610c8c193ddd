# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from ..local_time import to_utc


class Coffee1900MachineAdapter(Component):
    """Read the machine itself, which introduces itself in its audit."""

    _name = "coffee.1900.machine.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.backend"]

    _tells_local_time = True

    def read_machine(self):
        audit = self.read_audit()
        faults = [event for event in audit.events if event.active]
        return rows.Machine(
            external_id=audit.serial,
            model=audit.machine.model,
            firmware=audit.machine.build,
            state="attention" if faults else "ready",
            clock=audit.clock and to_utc(audit.clock, self.backend_record.tz),
        )
