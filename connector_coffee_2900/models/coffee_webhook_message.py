# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

from .. import const


class CoffeeWebhookMessage(models.Model):
    """Ids of the pushes that were taken lately, so that none is taken twice.

    In the database, because the next push may meet another worker.
    """

    _name = "coffee.webhook.message"
    _description = "Coffee Webhook Message"
    _log_access = False
    _rec_name = "message_id"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    message_id = fields.Char(required=True)
    received_at = fields.Datetime(
        required=True, index=True, default=fields.Datetime.now
    )

    _sql_constraints = [
        (
            "message_uniq",
            "unique(backend_id, message_id)",
            "This push was taken already.",
        ),
    ]

    @api.model
    def _take(self, backend, message_id):
        """Keep the id of a push.

        :return: False, and nothing is written, for one that was taken already
        """
        taken = [("backend_id", "=", backend.id), ("message_id", "=", message_id)]
        if self.search_count(taken, limit=1):
            return False
        # of two at once, the second is refused as a serialisation failure, which Odoo
        # serves again (it would not for a violated constraint), and sees the first
        self.env.cr.execute(
            "INSERT INTO coffee_webhook_message (backend_id, message_id, received_at)"
            " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [backend.id, message_id, fields.Datetime.now()],
        )
        return bool(self.env.cr.rowcount)

    @api.autovacuum
    def _gc_messages(self):
        """Forget the ids whose signature is too old by now to be used again."""
        until = fields.Datetime.now() - timedelta(seconds=const.SEEN_FOR)
        self.search([("received_at", "<", until)]).unlink()
