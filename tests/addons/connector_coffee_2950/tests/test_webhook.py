# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from odoo.addons.connector_coffee_2900.tests.common import Coffee2900Case
from odoo.addons.connector_coffee_2900.tests.push import PushMixin


@tagged("post_install", "-at_install")
class TestWebhook(PushMixin, HttpCase, Coffee2900Case):
    """A machine that is a Coffee 2900 but for one component pushes as its parent."""

    def test_given_2950_when_registered_then_its_pushes_wake_imports(self):
        self.backend.version = "2950"
        self.backend.action_register_webhook()

        statuses = {
            self.push_as_told(kind) for kind in ("brew.finished", "drink.changed")
        }

        self.assertEqual(statuses, {204})
        self.assertEqual(
            self.imports_waiting(), {"coffee.brew", "coffee.product.product"}
        )
