# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import uuid

from odoo import _, api, models
from odoo.exceptions import AccessError, UserError

from ..day import midnight
from ..own_transaction import own_transaction

LIMIT = "connector_coffee.daily_limit"


class CoffeeOrder(models.Model):
    """Who may order what, and how many a day."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    @api.model
    def _place(self, drink, additions="", **values):
        """Make a draft that is there whatever becomes of the transaction at hand.

        :param drink: ``coffee.product.product``
        :param additions: str, those wanted, separated by commas
        :param values: more values of the order
        :return: the order; the transaction at hand cannot read it yet
        :raise AccessError: the person may not pour, or not on this machine
        :raise UserError: the drink cannot be had, or the limit is reached
        """
        self = self._without_context_of_caller()
        self._check_may_pour()
        drink.read(["name"])  # the rules say on which machines
        lock = f"coffee.order.user:{self.env.uid}"
        with own_transaction(self.env, lock) as env:
            orders, drink = self.with_env(env), drink.with_env(env)
            drink._check_pourable(additions)
            orders._check_daily_limit()
            return self._draft({"drink_id": drink.id, "additions": additions, **values})

    @api.model
    def _draft(self, values):
        """Make an order without asking; it is committed when this returns.

        :param values: dict of values of the order; all others are ours, and not
            what the context or the person's own defaults say
        """
        self = self._without_context_of_caller()
        ours = {
            **{
                name: False
                for name in self._own_fields()
                if not self._fields[name].compute
            },
            "user_id": self.env.uid,
            "origin": "manual",
            "idempotency_key": str(uuid.uuid4()),
            "state": "draft",
        }
        with own_transaction(self.env) as env:
            order = self.with_env(env).sudo().create({**ours, **values})
        return self.browse(order.id)

    def _without_context_of_caller(self):
        """Return these orders without what an RPC call could forge one with."""
        theirs = ("default_", "coffee_")
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith(theirs)
        }
        return self.with_env(self.env(context=context))

    @api.model
    def _check_may_pour(self):
        """Refuse people who are not in the group.

        :raise AccessError: names the group
        """
        if self.env.su or self.env.user.has_group("connector_coffee.coffee_group_user"):
            return
        raise AccessError(
            _("You may not pour coffee. Ask an administrator for the right to do so.")
        )

    @api.model
    def _check_daily_limit(self):
        """Refuse one coffee too many; managers are free, 0 is no limit.

        :raise UserError: tells the limit
        """
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param(LIMIT) or 0)
        manager = self.env.user.has_group("connector.group_connector_manager")
        if self.env.su or manager or not limit:
            return
        if self._count_today([("user_id", "=", self.env.uid)]) >= limit:
            raise UserError(
                _("You have had your %s coffees of today. See you tomorrow!", limit)
            )

    @api.model
    def _count_today(self, domain):
        """Count today's orders, without those that were refused.

        The day is that of the person's time zone.
        """
        return self.sudo().search_count(
            [
                ("create_date", ">=", midnight(self.env.user.tz)),
                ("state", "!=", "refused"),
                *domain,
            ]
        )
