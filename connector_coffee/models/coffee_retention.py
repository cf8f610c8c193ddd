# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

from .. import const

PREFIX = "connector_coffee.keep_"


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
