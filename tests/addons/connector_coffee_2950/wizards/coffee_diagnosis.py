# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models


class CoffeeDiagnosis(models.TransientModel):
    _inherit = "coffee.diagnosis"

    def _checks(self):
        return super()._checks() + ["_check_water"]

    def _check_water(self):
        if "2950" not in self.backend_id._version_lineage():
            return []
        return [self._line(_("Water"), "good", _("The tank is full."))]
