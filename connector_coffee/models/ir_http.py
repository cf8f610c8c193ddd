# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.http import JsonRPCDispatcher, request

from ..exceptions import CoffeeError


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Give the web client errors of ours that it can show.

        Buttons turn them into sentences themselves; this is for whatever else asks a
        machine, such as a field, an onchange or a save.

        :raise UserError: instead of any ``CoffeeError``
        """
        try:
            return super()._dispatch(endpoint)
        except CoffeeError as err:
            if isinstance(request.dispatcher, JsonRPCDispatcher):
                raise err.for_people() from err
            raise

    def session_info(self):
        """Also say who reviews checkpoints, and spare all others the question."""
        manager = self.env.user.has_group("connector.group_connector_manager")
        return {**super().session_info(), "coffee_manager": manager}
