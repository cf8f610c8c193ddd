# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.tests import new_test_user

from odoo.addons.connector_coffee.models.coffee_backend_dashboard import (
    CHANNEL,
    MESSAGE,
)

from .common import Coffee2900Case


class TestLive(Coffee2900Case):
    def messages(self):
        """Return channel and payload of what this transaction sent to screens."""
        self.env.cr.flush()
        found = self.env["bus.bus"].sudo().search([("message", "like", MESSAGE)])
        return [
            (json.loads(m.channel)[1:], json.loads(m.message)["payload"]) for m in found
        ]

    def test_given_import_when_page_is_written_then_its_company_is_told_once(self):
        self.messages()
        before = len(self.messages())

        self.backend._notify_clients()
        self.backend._notify_clients()

        sent = self.messages()[before:]
        channel = ["res.company", self.backend.company_id.id, CHANNEL]
        self.assertEqual(sent, [(channel, {"backend_id": self.backend.id})])

    def test_given_page_checkpoint_and_state_when_changed_then_screens_are_told(self):
        changes = (
            lambda: self.import_flow("coffee.brew"),
            lambda: self.backend.add_checkpoint(message="m"),
            lambda: self.backend._set_state("unreachable"),
            lambda: self.checkpoints().action_review(),
        )

        for change in changes:
            before = len(self.messages())
            change()
            self.assertGreater(len(self.messages()), before)

    def test_given_manager_then_hears_of_own_companies_and_others_of_none(self):
        other = self.env["res.company"].create({"name": "Tea House"})
        groups = "base.group_user,connector.group_connector_manager"
        manager = new_test_user(self.env, "manager", groups=groups)
        person = new_test_user(self.env, "person", groups="base.group_user")

        channels = self.env["ir.websocket"].with_user(manager)._coffee_channels()
        none = self.env["ir.websocket"].with_user(person)._coffee_channels()

        self.assertEqual(channels, [(self.env.company, CHANNEL)])
        self.assertNotIn((other, CHANNEL), channels)
        self.assertEqual(none, [])
