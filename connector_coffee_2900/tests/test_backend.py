# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone

from odoo.tests import Form, new_test_user

from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from .common import Coffee2900Case


class TestBackend(Coffee2900Case):
    def crons_on(self):
        return {cron.active for cron in self.backend._crons().values()}

    def test_given_first_machine_when_confirmed_then_crons_start(self):
        self.assertEqual(self.crons_on(), {False})

        self.backend.action_test_connection()

        self.assertEqual(self.crons_on(), {True})
        self.assertEqual(self.backend.serial, self.machine.serial)
        self.assertEqual(self.backend.state, "ready")

    def test_given_first_test_fails_when_second_succeeds_then_crons_start(self):
        # what the failed test leaves behind, in a transaction of its own
        self.backend._set_state("unreachable")

        self.backend.action_test_connection()

        self.assertEqual(self.crons_on(), {True})
        self.assertEqual(self.backend.state, "ready")

    def test_given_interval_0_in_settings_then_cron_is_off_and_stays_off(self):
        self.backend.action_test_connection()

        with Form(self.env["res.config.settings"]) as settings:
            settings.coffee_brew_interval = 0
            settings.coffee_drink_interval = 45
        settings.save().execute()
        self.backend.action_test_connection()

        crons = self.backend._crons()
        self.assertFalse(crons["coffee.brew"].active)
        self.assertEqual(crons["coffee.product.product"].interval_number, 45)

    def test_given_machine_never_contacted_when_cron_then_no_job(self):
        with self.trap_jobs() as trap:
            self.env["coffee.backend"]._cron_import("coffee.brew")

        trap.assert_jobs_count(0)

    def test_given_two_machines_when_cron_then_a_job_each(self):
        self.backend.action_test_connection()
        dead = self.create_backend(
            version="2900", state="unreachable", confirmed_at="2026-01-01"
        )

        with self.trap_jobs() as trap:
            self.env["coffee.backend"]._cron_import("coffee.brew")
            self.env["coffee.backend"]._cron_import("coffee.brew")

        self.assertEqual(
            {job.args[0].id for job in trap.enqueued_jobs}, {self.backend.id, dead.id}
        )
        self.assertEqual(len(trap.enqueued_jobs), 2)

    def test_given_password_then_nobody_reads_it_and_adapters_use_it(self):
        manager = new_test_user(
            self.env, "coffee-manager", groups="connector.group_connector_manager"
        )
        backend = self.backend.with_user(manager)

        backend.password = "typed just now"
        self.assertFalse(backend.password)
        backend.password = self.machine.password
        self.assertFalse(backend.copy_data()[0].get("password"))
        self.assertNotIn("secret", backend.fields_get())
        self.assertFalse(self.env["coffee.backend"]._fields["password"].exportable)
        self.assertEqual(self.backend._credentials()[1], self.machine.password)

    def test_given_unknown_version_when_work_then_error_says_what_to_install(self):
        self.env.cr.execute(
            "UPDATE coffee_backend SET version = '1234' WHERE id = %s",
            [self.backend.id],
        )
        self.backend.invalidate_recordset()

        with self.assertRaisesRegex(CoffeeConfigurationError, "1234.*Settings"):
            self.backend.action_test_connection()

    def test_given_language_then_names_come_in_it(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.default_lang_id = self.env.ref("base.lang_de")

        self.import_flow("coffee.product.product")

        drink = self.machine.drinks["0"]
        binding = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        self.assertEqual(binding.with_context(lang="de_DE").name, drink.names["de"])

    def test_given_language_is_active_then_environment_is_untouched(self):
        backend = self.backend.with_context(lang="en_US")

        with backend.work_on("coffee.brew") as work:
            self.assertIs(work.env, backend.env)

    def test_given_clock_is_off_when_tested_then_warning_until_it_is_right(self):
        self.machine.clock = lambda: datetime.now(timezone.utc) - timedelta(minutes=5)

        shown = self.backend.action_test_connection()["params"]
        warned = self.checkpoints().mapped("message")
        self.machine.clock = lambda: datetime.now(timezone.utc) + timedelta(seconds=50)
        fine = self.backend.action_test_connection()["params"]

        self.assertEqual((shown["type"], fine["type"]), ("warning", "success"))
        self.assertRegex(
            shown["message"], "clock of the machine is (299|300|301).*slow"
        )
        self.assertEqual(len(warned), 1)
        self.assertFalse(self.checkpoints().filtered(lambda c: c.state != "reviewed"))

    def test_given_machine_of_another_model_when_tested_then_warning(self):
        self.machine.model = "Coffee 3900"

        shown = self.backend.action_test_connection()["params"]
        self.backend.action_test_connection()

        self.assertEqual(shown["type"], "warning")
        self.assertIn("Coffee 3900", shown["message"])
        self.assertIn("Version", self.checkpoints().message)
        self.assertEqual(self.checkpoints().count, 2)
