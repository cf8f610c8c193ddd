# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import Coffee2900Case


@tagged("post_install", "-at_install")
class TestWebhookTour(HttpCase, Coffee2900Case):
    """A person lets a machine push, which then does."""

    browser_size = "1366,768"

    def test_given_button_pressed_when_machine_pushes_then_import_waits(self):
        self.backend.action_test_connection()
        self.env.flush_all()
        form = f"/web#id={self.backend.id}&model=coffee.backend&view_type=form"

        self.start_tour(form, "coffee_2900_webhook", login="admin")
        self.env.invalidate_all()
        self.machine.pour("0")
        self.machine.webhook.drain()

        path = f"/coffee/2900/webhook/{self.backend.id}"
        self.assertEqual(self.machine.webhook.target.url, self.base_url() + path)
        self.assertEqual(
            [delivery.status for delivery in self.machine.webhook.deliveries],
            [204] * len(self.machine.webhook.deliveries),
        )
        self.assertIn("brew.finished", self.types())
        waiting = self.env["queue.job"].search([("state", "=", "pending")])
        self.assertIn("coffee.brew", waiting.mapped("model_name"))

    def types(self):
        return [delivery.type for delivery in self.machine.webhook.deliveries]
