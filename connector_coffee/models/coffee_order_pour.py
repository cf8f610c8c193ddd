# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

import psycopg2

from odoo import _, api, fields, models

from .. import const
from ..client import CoffeeClient
from ..exceptions import (
    CoffeeError,
    CoffeeOutcomeUnknownError,
    CoffeeRetryableError,
)
from ..own_transaction import own_transaction

_logger = logging.getLogger(__name__)


class CoffeeOrder(models.Model):
    """The way of an order to its machine, in transactions of its own.

    ::

        lock ── draft → sending ── commit ── request ── outcome ── commit ── unlock

    A worker that dies before the first commit leaves a draft that was never sent.
    One that dies later leaves *sending*, and a lock that dies with it: who gets the
    lock of such an order knows that nobody is at it any more.
    """

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    def _pour(self):
        """Send this order, or find out about it if it was sent before.

        :return: (state, message) as committed; the transaction at hand may not see it
        :raise CoffeeRetryableError: another worker is at this order
        :raise CoffeeOutcomeUnknownError: the database did not take the outcome
        """
        self.ensure_one()
        try:
            backend, answered, outcome = self._pour_locked()
        except psycopg2.OperationalError as err:
            # Odoo repeats a request for such an error, and would order once more
            raise CoffeeOutcomeUnknownError(
                _("The database was busy: what became of the order is found out soon.")
            ) from err
        if answered is not None:
            backend._note_answer(answered)
        return outcome

    def _pour_locked(self):
        """Do what ``_pour`` does, in a transaction of its own.

        :return: machine, for the transaction at hand cannot read it off the order;
            whether it answered; (state, message)
        """
        with own_transaction(self.env, self._lock_name(), wait=False) as env:
            order = self.with_env(env).sudo()
            if reason := order.backend_id._why_no_contact():
                order._leave(reason)
                backend = order.backend_id.with_env(self.env)
                return backend, None, (order.state, order.message)
            backend = order.backend_id.with_company(order.backend_id.company_id)
            with (
                order._client() as client,
                backend.work_on(self._name, client=client) as work,
            ):
                answered = work.component(usage="order.pourer").run(order)
            outcome = order.state, order.message
        return backend.with_env(self.env), answered, outcome

    def _leave(self, reason):
        """End an order whose machine cannot be asked; one that is over stays as it is.

        :param reason: why it cannot be asked
        """
        if self.state == "draft":
            self._refuse(reason)
        elif self.state == "sending":
            self._lose(reason)

    def _lock_name(self):
        """Return the name of what only one worker may do with this order."""
        return f"coffee.order:{self.id}"

    def _client(self):
        """Return a client that does not wait for long; the context may say how long.

        Public methods take that out of the context of their callers.
        """
        timeout = self.env.context.get("coffee_pour_timeout", const.POUR_TIMEOUT)
        timeout = min(timeout, const.TIMEOUT)
        authorities = self.backend_id._ca_certificates()
        return CoffeeClient(self.env, authorities, timeout)

    def _mark_sending(self):
        """Commit that the request leaves now, and where to."""
        self.write(
            {
                "state": "sending",
                "sent_at": fields.Datetime.now(),
                "location": self.backend_id.location,
            }
        )
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _is_waited_for(self):
        """Tell whether somebody may still wait in front of the machine."""
        return self._age() <= timedelta(seconds=const.WAITED_FOR)

    def _is_old(self):
        """Tell whether the machine has had time enough for a coffee of this order."""
        return self._age() > timedelta(seconds=const.ORDER_AGE)

    def _age(self):
        """Return how long ago this order was sent; of a draft, was made."""
        return fields.Datetime.now() - (self.sent_at or self.create_date)

    def pour(self):
        """Pour an order that nobody waits for in front of a screen; a job.

        :return: str, what happened
        :raise CoffeeRetryableError: it is not settled yet
        """
        self.read(["state"])  # who may not see an order may not send it either
        if self.state == "draft" and self._is_old():
            return self._cancel(_("It was not sent in time."))
        state, message = self._without_context_of_caller()._pour()
        if state == "sending":
            raise CoffeeRetryableError(message)
        return message

    def action_pour(self):
        """Pour this order, or find out about it, and show it again."""
        self.read(["state"])
        with self.backend_id._errors_for_people():
            self._without_context_of_caller()._pour()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_settle(self, limit=20):
        """Find out about the orders whose worker died, or whose outcome is unclear."""
        until = fields.Datetime.now() - timedelta(seconds=const.SETTLE_AFTER)
        waiting = self.sudo().search(
            [("state", "=", "sending"), ("sent_at", "<=", until)],
            order="sent_at",
            limit=limit,
        )
        for order in waiting:
            order._settle_alone()

    def _settle_alone(self):
        """Find out about this order; whatever goes wrong concerns no other one."""
        try:
            self._pour()
        except CoffeeRetryableError:
            return  # a worker is at it, or the machine cannot answer now
        except Exception as err:
            _logger.warning("Order %s ends unknown", self.id, exc_info=True)
            text = str(err) if isinstance(err, CoffeeError) else type(err).__name__
            self._give_up(_("Odoo does not understand what became of it. %s", text))

    def _give_up(self, reason):
        """Let an order of unclear outcome end unknown, unless a worker is at it."""
        try:
            with own_transaction(self.env, self._lock_name(), wait=False) as env:
                order = self.with_env(env).sudo()
                if order.state == "sending":
                    order._lose(reason)
        except (CoffeeRetryableError, psycopg2.Error):
            _logger.warning("Order %s is looked at again later", self.id, exc_info=True)
