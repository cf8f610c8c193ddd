# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import uuid

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import const


class CoffeeOrder(models.Model):
    """A request to pour one coffee, and what became of it."""

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

    _sql_constraints = [
        (
            "idempotency_key_uniq",
            "unique(idempotency_key)",
            "Another order has this key already.",
        ),
    ]

    def init(self):
        """Index the orders that are on their way, which are few among many."""
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_order_sending_index"
            " ON coffee_order (sent_at) WHERE state = 'sending'"
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
                    "An order changes by its buttons only: Pour, Cancel, It Was "
                    "Poured, It Was Not Poured. These fields cannot be written: %s.",
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
        self._end("refused", reason)

    def _lose(self, reason):
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
