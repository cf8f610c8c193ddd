# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Also say who reviews checkpoints, and spare all others the question."""
        manager = self.env.user.has_group("connector.group_connector_manager")
        return {**super().session_info(), "coffee_manager": manager}
