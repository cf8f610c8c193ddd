# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models

from .. import const
from ..exceptions import CoffeeRetryableError
from ..own_transaction import own_transaction


class CoffeeOrder(models.Model):
    """Orders that were never sent, because their worker died before."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    def init(self):
        """Index the orders that were not sent yet, which are few among many."""
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_order_draft_index"
            " ON coffee_order (create_date) WHERE state = 'draft'"
        )
        return result

    def action_cancel(self):
        """Cancel an order that was not sent, and show it again.

        :raise UserError: another worker is sending it
        """
        self.read(["state"])  # who may not see an order may not cancel it either
        with self.backend_id._errors_for_people():
            self._cancel(_("%s has cancelled it.", self.env.user.name))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _cancel(self, reason):
        """Refuse an order that was not sent; one that was is left as it is.

        Under the lock of those who send it.

        :return: str, what happened to the order
        :raise CoffeeRetryableError: another worker is at this order
        """
        self.ensure_one()
        with own_transaction(self.env, self._lock_name(), wait=False) as env:
            order = self.with_env(env).sudo()
            if order.state == "draft":
                order._refuse(reason)
            return order.message

    @api.model
    def _cron_settle(self, limit=20):
        """Also cancel the orders for whose coffee nobody waits any more."""
        result = super()._cron_settle(limit)
        until = fields.Datetime.now() - timedelta(seconds=const.ORDER_AGE)
        left = self.sudo().search(
            [("state", "=", "draft"), ("create_date", "<=", until)],
            order="create_date",
            limit=limit,
        )
        for order in left:
            try:
                order._cancel(_("It was not sent in time."))
            except CoffeeRetryableError:
                continue  # a worker is at it
        return result
