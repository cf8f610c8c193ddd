# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase

INTERVAL = "connector_coffee.ir_cron_import_brew"
PARAMETER = "connector_coffee.keep_sync"


@tagged("post_install", "-at_install")
class TestSettings(BrowserCase):
    def test_given_settings_when_found_changed_and_saved_then_they_are_kept(self):
        cron = self.env.ref(INTERVAL)
        cron.interval_number = 5
        self.env["ir.config_parameter"].set_param(PARAMETER, 90)

        page = "/web#action=base_setup.action_general_configuration"
        self.start_tour(page, "coffee_settings", login="admin")
        self.env.invalidate_all()

        self.assertEqual(cron.interval_number, 7)
        self.assertEqual(self.env["ir.config_parameter"].get_param(PARAMETER), "45")

    def test_given_installed_versions_then_their_boxes_are_ticked(self):
        settings = self.env["res.config.settings"].create({})

        self.assertTrue(settings.module_connector_coffee_2900)

    def delete_crons(self):
        for name in ("import_brew", "busy_watch", "settle_order"):
            self.env.ref(f"connector_coffee.ir_cron_{name}").unlink()

    def test_given_deleted_crons_then_settings_open_and_save_what_else_there_is(self):
        self.delete_crons()

        with Form(self.env["res.config.settings"]) as settings:
            shown = (settings.coffee_brew_interval, settings.coffee_busy_watch)
            settings.coffee_drink_interval = 30
        settings.save().execute()

        self.assertEqual(shown, (0, False))
        cron = self.env.ref("connector_coffee.ir_cron_import_product")
        self.assertEqual(cron.interval_number, 30)

    def test_given_deleted_crons_when_they_are_switched_on_then_sentence(self):
        self.delete_crons()

        for values in ({"coffee_brew_interval": 5}, {"coffee_busy_watch": True}):
            settings = self.env["res.config.settings"].create(values)

            with self.subTest(values), self.assertRaisesRegex(UserError, "Upgrade"):
                settings.execute()

    def call_as(self, login, method, *arguments):
        """Call a method of the settings as a browser does; return the answer."""
        self.authenticate(login, login)
        answer = self.url_open(
            f"/web/dataset/call_kw/res.config.settings/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": "res.config.settings",
                        "method": method,
                        "args": arguments,
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_given_portal_user_when_he_calls_the_settings_then_refused(self):
        crons = self.env["ir.cron"].search(
            [("cron_name", "like", "Coffee:"), ("active", "in", [True, False])]
        )
        crons.active = True
        people = {"base.group_portal": "portal-paul", "base.group_user": "employee-uma"}
        for group, login in people.items():
            new_test_user(self.env, login, groups=group)

            for method, *arguments in (
                ("set_values", []),
                ("get_values",),
            ):
                answer = self.call_as(login, method, *arguments)

                self.env.invalidate_all()
                with self.subTest(method, who=login):
                    error = answer.get("error", {}).get("data", {}).get("name")
                    self.assertEqual(error, "odoo.exceptions.AccessError", answer)
                    self.assertTrue(all(cron.active for cron in crons))
        self.assertEqual(len(crons), 6)
