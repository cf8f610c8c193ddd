# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class CoffeeBackend(models.Model):
    _inherit = "coffee.backend"

    @api.model
    def _select_versions(self):
        return super()._select_versions() + [("2950", "Coffee 2950")]

    @api.model
    def _version_parents(self):
        return {**super()._version_parents(), "2950": "2900"}
