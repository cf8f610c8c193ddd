# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .coffee_backend_dashboard import CHANNEL


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Also let who may see machines hear of those of his companies."""
        return super()._build_bus_channel_list([*channels, *self._coffee_channels()])

    def _coffee_channels(self):
        """Return the channels of this user.

        Nobody else gets in: what a browser asks for is a text, and these are records.

        :return: list of (company, name)
        """
        machines = self.env["coffee.backend"]
        if not machines.check_access_rights("read", raise_exception=False):
            return []
        return [(company, CHANNEL) for company in self.env.user.company_ids]
