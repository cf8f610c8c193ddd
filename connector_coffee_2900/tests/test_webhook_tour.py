# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase

from .common import Coffee2900Case
from .push import PushMixin


@tagged("post_install", "-at_install")
class TestWebhookTour(PushMixin, BrowserCase, Coffee2900Case):
    """A person lets a machine push."""

    def test_given_button_pressed_when_pushed_as_told_then_import_waits(self):
        self.backend.action_test_connection()
        self.env.flush_all()
        form = f"/web#id={self.backend.id}&model=coffee.backend&view_type=form"

        self.start_tour(form, "coffee_2900_webhook", login="admin")
        status = self.push_as_told("brew.finished")

        path = f"/coffee/2900/webhook/{self.backend.id}"
        self.assertEqual(self.machine.webhook.target.url, self.base_url() + path)
        self.assertEqual(status, 204)
        self.assertEqual(self.imports_waiting(), {"coffee.brew"})
