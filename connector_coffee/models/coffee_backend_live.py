# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

CHANNEL = "coffee"
MESSAGE = "coffee_changed"


class CoffeeBackend(models.Model):
    """Tell the screens that are open that there is something new to read."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def write(self, vals):
        """Also show a new state at once."""
        result = super().write(vals)
        if "state" in vals:
            self._tell_screens()
        return result

    def _tell_screens(self):
        """Have screens of these machines read again, when the transaction is over.

        One message for each machine, however often a transaction calls this. It holds
        no figures: who gets it reads them with rights of his own.
        """
        data = self.env.cr.precommit.data
        if MESSAGE not in data:
            data[MESSAGE] = set()
            self.env.cr.precommit.add(self.sudo()._send_to_screens)
        data[MESSAGE].update(self.ids)

    def _send_to_screens(self):
        """Send what was gathered, to who may see machines of their companies."""
        changed = self.browse(self.env.cr.precommit.data.pop(MESSAGE, ()))
        for backend in changed.exists():
            self.env["bus.bus"]._sendone(
                (backend.company_id, CHANNEL), MESSAGE, {"backend_id": backend.id}
            )
