# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

INTERVAL = "connector_coffee.ir_cron_import_brew"
PARAMETER = "connector_coffee.keep_sync"


@tagged("post_install", "-at_install")
class TestSettings(HttpCase):
    browser_size = "1366,768"

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
