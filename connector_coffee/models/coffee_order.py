# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
import uuid
from datetime import timedelta

import psycopg2

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import const
from ..exceptions import CoffeeError, CoffeeOutcomeUnknownError, CoffeeRetryableError
from ..locking import own_transaction
from ..tools import midnight

LIMIT = "connector_coffee.daily_limit"
_logger = logging.getLogger(__name__)


class CoffeeOrder(models.Model):
    """A request to pour one coffee, and what became of it.

    It goes to its machine in transactions of its own::

        lock ── draft → sending ── commit ── request ── outcome ── commit ── unlock

    A worker that dies before the first commit leaves a draft that was never sent.
    One that dies later leaves *sending*, and a lock that dies with it: who gets the
    lock of such an order knows that nobody is at it any more.
    """

    _name = "coffee.order"
    _inherit = "mail.thread"
    _description = "Coffee Order"
    _order = "id desc"
    _rec_name = "drink_id"

    drink_id = fields.Many2one(
        "coffee.product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    backend_id = fields.Many2one(
        related="drink_id.backend_id", string="Machine", store=True, index=True
    )
    additions = fields.Char(readonly=True, help="Such as milk-type=Skim.")
    user_id = fields.Many2one(
        "res.users",
        string="Ordered by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    partner_id = fields.Many2one("res.partner", string="For", readonly=True)
    origin = fields.Selection(
        [("manual", "Manual"), ("busy_watch", "Busy watch"), ("export", "Export")],
        required=True,
        readonly=True,
        default="manual",
    )
    idempotency_key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        help="Names the order for a machine that could get it twice.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sending", "Sending"),
            ("poured", "Poured"),
            ("refused", "Refused"),
            ("unknown", "Unknown"),
        ],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    message = fields.Char(
        string="What Happened", readonly=True, copy=False, help="Why not, for one."
    )
    coffee_id = fields.Char(string="ID on Machine", readonly=True, copy=False)
    location = fields.Char(
        readonly=True, copy=False, help="Address of the machine that it was sent to."
    )
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    settled_at = fields.Datetime(string="Settled", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "coffee.order",
        string="Tried Before",
        readonly=True,
        copy=False,
        # an order that is removed is looked for here
        index="btree_not_null",
        ondelete="set null",
        help="The order that another machine refused when Odoo was busy.",
    )
    waited = fields.Integer(
        string="Oldest Job Waited (seconds)", readonly=True, copy=False
    )
    ran = fields.Integer(string="Longest Job Ran (seconds)", readonly=True, copy=False)
    busy_with = fields.Char(string="Job", readonly=True, copy=False)

    _sql_constraints = [
        (
            "idempotency_key_uniq",
            "unique(idempotency_key)",
            "Another order has this key already.",
        ),
    ]

    def init(self):
        """Index the orders on their way and not sent yet, which are few among many."""
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_order_sending_index"
            " ON coffee_order (sent_at) WHERE state = 'sending'"
        )
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_order_draft_index"
            " ON coffee_order (create_date) WHERE state = 'draft'"
        )
        return result

    def write(self, vals):
        """Let nobody but our methods change what an order is.

        Also check the rules on what was written: it may belong to others.

        :raise AccessError: a person writes a field that forms show read-only, or would
            put the records where he may not
        :raise UserError: an order that was sent would be sent again
        """
        if not self.env.su and (names := self._own_fields() & vals.keys()):
            raise AccessError(
                _(
                    "An order changes by its buttons only: Pour, Cancel, Mark as "
                    "Poured, Mark as Not Poured. These fields cannot be written: %s.",
                    ", ".join(sorted(names)),
                )
            )
        if vals.get("state") == "draft" and set(self.mapped("state")) - {"draft"}:
            raise UserError(_("An order that was sent cannot be sent once more."))
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    @api.model
    def _own_fields(self):
        """Return the names of the fields that only our methods write."""
        return {
            name
            for name, field in self._fields.items()
            if field.readonly and field.store and name not in models.MAGIC_COLUMNS
        }

    def _additions(self):
        """Return the additions as a list."""
        return [part.strip() for part in (self.additions or "").split(",") if part]

    def _done(self, external_id):
        self._end("poured", _("Poured."), coffee_id=external_id or self.coffee_id)

    def _refuse(self, reason):
        """End an order of which it is certain that nothing was poured."""
        self._end("refused", _("Nothing was poured. %s", reason))

    def _mark_unknown(self, reason):
        """Say that nobody knows, and ask a person to look."""
        self._end("unknown", reason)
        self.backend_id.add_checkpoint(
            model=self._name,
            record_id=self.id,
            message=_(
                "Was %(drink)s poured for %(user)s? Look at the machine; the order "
                "is not sent again. %(reason)s",
                drink=self.drink_id.display_name,
                user=self.user_id.name,
                reason=self.message,
            ),
            key=self._checkpoint_key(),
        )

    def _checkpoint_key(self):
        """Return the key of what people are asked about this order."""
        return f"order:{self.id}"

    def _follow_up(self, message, external_id=None):
        """Leave the order on its way: a cron looks again."""
        self._note(message, coffee_id=external_id or self.coffee_id)

    def _end(self, state, message, **values):
        self._note(message, state=state, settled_at=fields.Datetime.now(), **values)

    def _note(self, message, **values):
        """Write values with a message, which may quote what the database refuses."""
        text = message.replace("\0", "").encode(errors="replace").decode()
        self.write({"message": text[: 2 * const.EXCERPT], **values})

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
            met = not answered and _("The last order got no clear answer.")
            backend._note_answer(answered, met)
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
            with backend.work_on(self._name, timeout=order._timeout()) as work:
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
            self._mark_unknown(reason)

    def _lock_name(self):
        """Return the name of what only one worker may do with this order."""
        return f"coffee.order:{self.id}"

    def _timeout(self):
        """Return the seconds to wait for the machine; the context may say how long.

        Public methods take that out of the context of their callers.
        """
        timeout = self.env.context.get("coffee_pour_timeout", const.POUR_TIMEOUT)
        return min(timeout, const.TIMEOUT)

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

    @api.model
    def _cron_settle(self, limit=20):
        """Find out about orders of unclear outcome; cancel those never sent in time.

        :param limit: of orders of each kind
        """
        now = fields.Datetime.now()
        until = now - timedelta(seconds=const.SETTLE_AFTER)
        sending = self.sudo().search(
            [("state", "=", "sending"), ("sent_at", "<=", until)],
            order="sent_at",
            limit=limit,
        )
        for order in sending:
            order._settle_alone()
        until = now - timedelta(seconds=const.ORDER_AGE)
        unsent = self.sudo().search(
            [("state", "=", "draft"), ("create_date", "<=", until)],
            order="create_date",
            limit=limit,
        )
        for order in unsent:
            try:
                order._cancel(_("It was not sent in time."))
            except CoffeeRetryableError:
                continue  # a worker is at it

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
                    order._mark_unknown(reason)
        except (CoffeeRetryableError, psycopg2.Error):
            _logger.warning("Order %s is looked at again later", self.id, exc_info=True)

    def _settle_by_hand(self, state, text):
        """End an order on the word of a person, and what it asked people to look at.

        :param text: what happened, with a place for the name of the person
        :return: True
        """
        self.ensure_one()
        self.check_access_rights("write")
        self.check_access_rule("write")
        if self.state != "unknown":
            raise UserError(_("What became of this order is known already."))
        message = text % self.env.user.name
        self.sudo()._end(state, message)
        self.message_post(body=message)
        waiting = self.env["coffee.checkpoint"]._waiting(
            self.backend_id, self._checkpoint_key()
        )
        return waiting.action_review()

    def _notify_managers(self):
        """Tell the connector managers that Odoo is busy, and what was poured.

        As a notification of the order, which goes to the inbox or by e-mail as each
        one prefers, and live to those who are there. In a transaction of its own, for
        the one at hand cannot see the order.
        """
        with own_transaction(self.env) as env:
            order = self.with_env(env).sudo()
            partners = order.backend_id._managers().partner_id
            title, body = _("Odoo is busy"), order._busy_text()
            order.message_notify(
                partner_ids=partners.ids, subject=title, body=body, model=self._name
            )
            for partner in partners:
                env["bus.bus"]._sendone(
                    partner,
                    "simple_notification",
                    {"type": "warning", "title": title, "message": body},
                )

    def _busy_text(self):
        """Say how busy Odoo is, and what came of the coffee."""
        return _(
            "The oldest due job has waited %(waited)s minutes, the longest one runs "
            "for %(ran)s minutes (%(job)s). %(drink)s on %(machine)s: %(message)s",
            waited=self.waited // 60,
            ran=self.ran // 60,
            job=self.busy_with or "-",
            drink=self.drink_id.display_name,
            machine=self.backend_id.name,
            message=self.message or "-",
        )

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

    def action_pour(self):
        """Pour this order, or find out about it, and show it again."""
        self.read(["state"])
        with self.backend_id._errors_for_people():
            self._without_context_of_caller()._pour()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_settle_poured(self):
        """Write down that somebody has seen the coffee.

        :raise AccessError: the person may not change orders
        :raise UserError: the outcome is known already
        """
        return self._settle_by_hand("poured", _("%s says that it was poured."))

    def action_settle_not_poured(self):
        """Write down that there was no coffee.

        :raise AccessError: the person may not change orders
        :raise UserError: the outcome is known already
        """
        return self._settle_by_hand("refused", _("%s says that it was not poured."))

    def action_cancel(self):
        """Cancel an order that was not sent, and show it again.

        :raise UserError: another worker is sending it
        """
        self.read(["state"])  # who may not see an order may not cancel it either
        with self.backend_id._errors_for_people():
            self._cancel(_("%s has cancelled it.", self.env.user.name))
        return {"type": "ir.actions.client", "tag": "soft_reload"}
