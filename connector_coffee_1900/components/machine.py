# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from ..htcpcp import DEFAULT_POT, alternates, check, teapot
from ..machine_clock import to_utc


class Coffee1900MachineAdapter(Component):
    """Read the machine itself, which introduces itself in its audit."""

    _name = "coffee.1900.machine.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.backend"]

    _has_local_time = True

    def read_machine(self):
        audit = self.read_audit()
        self._check_pot()
        faults = [event for event in audit.events if event.active]
        return rows.Machine(
            external_id=audit.serial,
            model=audit.machine.model,
            firmware=audit.machine.build,
            state="attention" if faults else "ready",
            clock=audit.clock and to_utc(audit.clock, self.backend_record.tz),
        )

    def _check_pot(self):
        """Refuse a location that names a pot which is none, before somebody orders.

        The pot that goes without saying is not asked for: a box that gives nothing but
        audits has none, and so has one that does not list its pots.

        :raise CoffeeConfigurationError: it is a teapot, or not one of those listed
        """
        where = self.location()
        pot = where.pot.rstrip("/")
        if pot == DEFAULT_POT:
            return
        response = self.send("GET", f"{where.base}/", allow_redirects=False)
        pots = dict(alternates(response.headers.get("Alternates", "")))
        if pots.get(pot):
            raise teapot(where.pot_url)
        if pots and pot not in pots:
            check(response, self.without_secrets)
