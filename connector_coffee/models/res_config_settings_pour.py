# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

WATCH = "connector_coffee.ir_cron_busy_watch"


class ResConfigSettings(models.TransientModel):
    """Who may pour, and the busy watch."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "res.config.settings"

    group_coffee_user = fields.Boolean(
        string="Every employee may pour",
        implied_group="connector_coffee.coffee_group_user",
    )
    coffee_daily_limit = fields.Integer(
        string="Coffees a day", config_parameter="connector_coffee.daily_limit"
    )
    coffee_busy_watch = fields.Boolean(string="Busy Watch")
    coffee_busy_threshold = fields.Float(
        string="Busy for (minutes)", config_parameter="connector_coffee.busy_threshold"
    )
    coffee_busy_cooldown = fields.Float(
        string="Cool-down (minutes)", config_parameter="connector_coffee.busy_cooldown"
    )
    coffee_busy_daily_cap = fields.Integer(
        string="At most a day", config_parameter="connector_coffee.busy_daily_cap"
    )

    @api.model
    def get_values(self):
        """Read the switch of the busy watch off its cron.

        :raise AccessError: the person may not see the settings
        """
        self.check_access_rights("read")
        return {**super().get_values(), "coffee_busy_watch": self._busy_cron().active}

    def set_values(self):
        """Switch the cron of the busy watch.

        :raise AccessError: the person may not change the settings
        :raise UserError: it is to run, and was deleted
        """
        self.check_access_rights("write")
        result = super().set_values()
        cron = self._busy_cron()
        if not cron:
            self._check_not_wanted("coffee_busy_watch", self.coffee_busy_watch)
        elif cron.active != self.coffee_busy_watch:
            cron.active = self.coffee_busy_watch
        return result

    @api.model
    def _busy_cron(self):
        """Return the cron of the busy watch, empty where it was deleted."""
        cron = self.env.ref(WATCH, raise_if_not_found=False)
        return (cron or self.env["ir.cron"]).sudo()
