# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, models


class CoffeeBackend(models.Model):
    _inherit = "coffee.backend"

    @api.model
    def _select_versions(self):
        return super()._select_versions() + [("2950", "Coffee 2950")]

    @api.model
    def _version_parents(self):
        return {**super()._version_parents(), "2950": "2900"}

    def _lights(self):
        return super()._lights() + ["_light_of_water"]

    def _light_of_water(self):
        if "2950" not in self._version_lineage():
            return []
        return [self._light(_("Water"), "good", _("The tank is full."))]
