# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import datetime, timezone

from standardwebhooks import Webhook


class PushMixin:
    """Push to Odoo as the machine was told to, within an ``HttpCase``.

    The machine itself cannot: Odoo answers nobody but its own tests meanwhile.
    """

    def push_as_told(self, kind):
        """Push an event; return the status that Odoo answers."""
        target, now = self.machine.webhook.target, datetime.now(timezone.utc)
        message_id, body = f"msg_{kind}", json.dumps({"type": kind, "data": {}})
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(target.secret).sign(message_id, now, body),
        }
        path = target.url.removeprefix(self.base_url())
        return self.url_open(path, data=body.encode(), headers=headers).status_code

    def imports_waiting(self):
        """Return the models whose import waits in the queue."""
        self.env.invalidate_all()
        jobs = self.env["queue.job"].search(
            [("identity_key", "=like", f"coffee.import:{self.backend.id}:%")]
        )
        return set(jobs.mapped("model_name"))
