# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .coffee_backend_cron import remedy_for_missing_cron

# setting to the flow whose interval it is
INTERVALS = {
    "coffee_drink_interval": "coffee.product.product",
    "coffee_partner_interval": "coffee.res.partner",
    "coffee_brew_interval": "coffee.brew",
    "coffee_consumable_interval": "coffee.consumable",
}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    coffee_machine_count = fields.Integer(compute="_compute_coffee_machine_count")
    coffee_drink_interval = fields.Integer(string="Drinks")
    coffee_partner_interval = fields.Integer(string="Badge Holders")
    coffee_brew_interval = fields.Integer(string="Brews")
    coffee_consumable_interval = fields.Integer(string="Levels and Faults")

    @api.depends("company_id")
    def _compute_coffee_machine_count(self):
        self.coffee_machine_count = self.env["coffee.backend"].search_count([])

    @api.model
    def get_values(self):
        """Read the intervals off the crons; 0 is one switched off, or deleted.

        :raise AccessError: the person may not see the settings
        """
        self.check_access_rights("read")
        backends = self.env["coffee.backend"]
        crons, confirmed = backends._crons(), bool(backends._confirmed())
        intervals = {
            name: 0
            if confirmed and not crons[flow].active
            else crons[flow].interval_number
            for name, flow in INTERVALS.items()
        }
        return {**super().get_values(), **intervals}

    def set_values(self):
        """Write the intervals to the crons, which wait for the first machine.

        :raise AccessError: the person may not change the settings
        :raise UserError: a cron that is to run was deleted; says how to get it back
        """
        self.check_access_rights("write")
        result = super().set_values()
        backends = self.env["coffee.backend"]
        crons, confirmed = backends._crons(), bool(backends._confirmed())
        for name, flow in INTERVALS.items():
            minutes = max(self[name], 0)
            if not crons[flow]:
                self._check_not_wanted(name, minutes)
                continue
            values = {"active": confirmed and minutes > 0}
            if minutes:
                values["interval_number"] = minutes
            # a cron that runs cannot be written to
            if any(crons[flow][key] != value for key, value in values.items()):
                crons[flow].write(values)
        return result

    @api.model
    def _check_not_wanted(self, name, value):
        """Refuse to switch on what has no cron any more.

        :param name: of the field
        :param value: of the field, empty to leave it switched off
        :raise UserError: names the field, and says how to get the cron back
        """
        if value:
            raise UserError(
                _(
                    "%(field)s: the scheduled action that does it was deleted. "
                    "%(remedy)s",
                    field=self._fields[name]._description_string(self.env),
                    remedy=remedy_for_missing_cron(),
                )
            )
