# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import datetime, timezone

from standardwebhooks import Webhook

from odoo.tests import HttpCase, tagged

from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from machines import Coffee2900


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase, CoffeeMachineCase):
    """A machine that is a Coffee 2900 but for one component pushes as its parent."""

    machine_class = Coffee2900

    def setUp(self):
        super().setUp()
        self.backend.version = "2950"

    def push(self, kind):
        """Push as the machine was told to; return the status that Odoo answers."""
        target = self.machine.webhook.target
        body, now = json.dumps({"type": kind, "data": {}}), datetime.now(timezone.utc)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": f"msg_{kind}",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(target.secret).sign("msg_" + kind, now, body),
        }
        path = target.url.removeprefix(self.base_url())
        return self.url_open(path, data=body.encode(), headers=headers).status_code

    def test_given_2950_when_registered_then_its_pushes_wake_imports(self):
        self.backend.action_register_webhook()

        statuses = {self.push("brew.finished"), self.push("drink.changed")}
        self.env.invalidate_all()

        jobs = self.env["queue.job"].search(
            [("identity_key", "=like", f"coffee.import:{self.backend.id}:%")]
        )
        self.assertEqual(statuses, {204})
        self.assertEqual(
            set(jobs.mapped("model_name")), {"coffee.brew", "coffee.product.product"}
        )
