# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .. import const
from .coffee_backend import remedy_for_missing_cron

WATCH = "connector_coffee.ir_cron_busy_watch"
PREFIX = "connector_coffee.keep_"


class ResConfigSettings(models.TransientModel):
    """The version addons that can be installed from here.

    The one place of this addon that names versions, because the name of such a field
    is what Odoo installs. Nothing else knows them, and addons of third parties are
    found behind the link "Other versions".
    """

    _inherit = "res.config.settings"

    coffee_machine_count = fields.Integer(compute="_compute_coffee_machine_count")
    coffee_drink_interval = fields.Integer(string="Drinks")
    coffee_partner_interval = fields.Integer(string="Badge Holders")
    coffee_brew_interval = fields.Integer(string="Brews")
    coffee_consumable_interval = fields.Integer(string="Levels and Faults")
    module_connector_coffee_1900 = fields.Boolean(string="Coffee 1900")
    module_connector_coffee_2900 = fields.Boolean(string="Coffee 2900")
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
    coffee_keep_sync = fields.Integer(
        string="Keep Synchronisations (days)",
        config_parameter="connector_coffee.keep_sync",
    )
    coffee_keep_checkpoint = fields.Integer(
        string="Keep Checkpoints (days)",
        config_parameter="connector_coffee.keep_checkpoint",
    )
    coffee_keep_order = fields.Integer(
        string="Keep Orders (days)", config_parameter="connector_coffee.keep_order"
    )

    @api.depends("company_id")
    def _compute_coffee_machine_count(self):
        self.coffee_machine_count = self.env["coffee.backend"].search_count([])

    @api.model
    def get_values(self):
        """Read intervals and the busy watch off the crons.

        An interval of 0 is one switched off, or deleted.

        :raise AccessError: the person may not see the settings
        """
        self.check_access_rights("read")
        confirmed = bool(self.env["coffee.backend"]._confirmed())
        intervals = {
            name: 0 if confirmed and not cron.active else cron.interval_number
            for name, cron in self._interval_crons().items()
        }
        return {
            **super().get_values(),
            **intervals,
            "coffee_busy_watch": self._busy_cron().active,
        }

    def set_values(self):
        """Write intervals and the busy watch to the crons.

        Those that import wait for the first machine.

        :raise AccessError: the person may not change the settings
        :raise UserError: a cron that is to run was deleted; says how to get it back
        """
        self.check_access_rights("write")
        result = super().set_values()
        confirmed = bool(self.env["coffee.backend"]._confirmed())
        for name, cron in self._interval_crons().items():
            minutes = max(self[name], 0)
            if not cron:
                self._check_not_wanted(name, minutes)
                continue
            values = {"active": confirmed and minutes > 0}
            if minutes:
                values["interval_number"] = minutes
            # a cron that runs cannot be written to
            if any(cron[key] != value for key, value in values.items()):
                cron.write(values)
        cron = self._busy_cron()
        if not cron:
            self._check_not_wanted("coffee_busy_watch", self.coffee_busy_watch)
        elif cron.active != self.coffee_busy_watch:
            cron.active = self.coffee_busy_watch
        return result

    @api.model
    def _interval_crons(self):
        """Return the cron of each interval, empty where it was deleted.

        :return: dict of field to ``ir.cron``
        """
        flows = self.env["coffee.flow"]
        return {
            name: flows._cron_of(model_name)
            for model_name in flows._labels()
            if (name := self.env[model_name]._flow_interval)
        }

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

    @api.model
    def _busy_cron(self):
        """Return the cron of the busy watch, empty where it was deleted."""
        cron = self.env.ref(WATCH, raise_if_not_found=False)
        return (cron or self.env["ir.cron"]).sudo()


class CoffeeRetention(models.AbstractModel):
    """Remove what is over and was kept for long enough.

    How many days that are is set in Settings; 0 keeps everything. It is done by
    Odoo's daily clean-up, oldest first and so many at a time that it stays short.
    """

    _name = "coffee.retention"
    _description = "Coffee Retention"

    @api.model
    def _select_retention(self):
        """Return what is removed when its time has come.

        A version addon with records of its own appends them to ``super()``.

        :return: list of (setting, model, field with the date of the end, domain);
            the setting is the system parameter ``connector_coffee.keep_<setting>``
        """
        runs = self.env["coffee.sync"].sudo()
        # not always that of the cursor: what fails before its first page is one, too
        latest = runs._read_group([], ["backend_id", "flow"], ["id:max"])
        kept = [run_id for _backend, _flow, run_id in latest]
        return [
            (
                "sync",
                "coffee.sync",
                "finished_at",
                # the last run of a flow says how it stands, however long ago it was
                [("state", "!=", "running"), ("id", "not in", kept)],
            ),
            (
                "checkpoint",
                "coffee.checkpoint",
                "reviewed_at",
                # a fault that lasts would be asked about again
                [("state", "=", "reviewed"), ("lasts", "=", False)],
            ),
            (
                "order",
                "coffee.order",
                "settled_at",
                # the fate of an unknown one is still somebody's question
                [("state", "in", ("poured", "refused"))],
            ),
        ]

    @api.autovacuum
    def _gc_old(self):
        """Remove a batch of each kind; go on soon where more is left."""
        full = [
            setting
            for setting, model_name, date, domain in self._select_retention()
            if self._remove(setting, model_name, date, domain) == const.REMOVAL_SIZE
        ]
        if full:
            self.env.ref("base.autovacuum_job").sudo()._trigger()

    @api.model
    def _remove(self, setting, model_name, date, domain):
        """Remove the oldest records of a kind, if they are old enough.

        :return: int, how many
        """
        days = int(
            self.env["ir.config_parameter"].sudo().get_param(PREFIX + setting) or 0
        )
        if days <= 0:
            return 0
        until = fields.Datetime.now() - timedelta(days=days)
        records = (
            self.env[model_name]
            .sudo()
            .search(
                [*domain, (date, "<", until)],
                order=f"{date}, id",
                limit=const.REMOVAL_SIZE,
            )
        )
        records.unlink()
        return len(records)
