# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from coffee_machines import Coffee1900

from .common import Coffee2900Case


class TestBackend(Coffee2900Case):
    def crons_on(self):
        flows = self.env["coffee.flow"]
        return {flows._cron_of(model_name).active for model_name in flows._labels()}

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

        flows = self.env["coffee.flow"]
        self.assertFalse(flows._cron_of("coffee.brew").active)
        cron = flows._cron_of("coffee.product.product")
        self.assertEqual(cron.interval_number, 45)

    def test_given_machine_never_contacted_when_cron_then_no_job(self):
        with self.trap_jobs() as trap:
            self.env["coffee.flow"]._cron_import("coffee.brew")

        trap.assert_jobs_count(0)

    def test_given_two_machines_when_cron_then_a_job_each(self):
        self.backend.action_test_connection()
        dead = self.create_backend(
            version="2900", state="unreachable", confirmed_at="2026-01-01"
        )

        with self.trap_jobs() as trap:
            self.env["coffee.flow"]._cron_import("coffee.brew")
            self.env["coffee.flow"]._cron_import("coffee.brew")

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

        with self.assertRaisesRegex(UserError, "1234.*Settings") as caught:
            self.backend.action_test_connection()

        self.assertIs(type(caught.exception), UserError)

    def test_given_location_without_scheme_when_tested_then_told_what_one_is(self):
        self.backend.location = "kitchen"

        with self.assertRaisesRegex(
            UserError, "Field Location: kitchen.* such as http://192.0.2.7:8080"
        ):
            self.backend.action_test_connection()

    def test_given_machine_of_other_version_when_tested_then_both_fields_named(self):
        other = self.enterContext(Coffee1900(seed=1, brews=0))
        self.backend.location = f"http://127.0.0.1:{other.port}"

        with self.assertRaisesRegex(UserError, "Fields Location and Version"):
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
            shown["message"], "clock of the machine is (299|300|301).*slow. Set it.$"
        )
        self.assertEqual(len(warned), 1)
        self.assertFalse(self.checkpoints().filtered(lambda c: c.state != "reviewed"))

    def test_given_flows_when_each_was_read_then_set_up_is_done_and_not_before(self):
        self.backend.action_test_connection()
        steps = []

        for flow in self.env["coffee.flow"]._labels():
            steps.append(self.backend.setup_step)
            self.import_flow(flow)
            self.env.invalidate_all()

        self.assertEqual(steps, ["import"] * 4)
        self.assertEqual(self.backend.setup_step, "done")

    def test_given_machine_when_copied_then_copy_has_no_address_yet(self):
        self.backend.action_test_connection()

        copy = self.backend.copy()

        self.assertEqual(copy.name, "Kitchen (copy)")
        self.assertFalse(copy.location or copy.serial or copy.confirmed_at)
        self.assertEqual(copy.setup_step, "location")
        self.assertEqual((copy.version, copy.state), ("2900", "never_contacted"))
        with self.assertRaisesRegex(UserError, "Location"):
            copy.action_test_connection()

    def test_given_address_or_serial_of_another_machine_then_asked_before_import(self):
        self.backend.action_test_connection()
        self.import_flow("coffee.brew")
        elsewhere = self.machine.location.replace("127.0.0.1", "localhost")
        for location, word in (
            (self.machine.location + "/", "address"),
            (elsewhere, "serial number"),
        ):
            twin = self.backend.copy({"name": word})
            with self.subTest(word):
                with Form(twin) as form:
                    form.location = location
                    if word == "address":
                        self.assertRegex(form.twin_note, "Kitchen has the same address")
                twin.password = self.machine.password

                shown = twin.action_test_connection()["params"]

                self.assertEqual(shown["type"], "warning")
                said = f"Kitchen has the same {word}"
                self.assertRegex(shown["message"], said)
                question = self.env["coffee.checkpoint"]._waiting(twin, "identity:%")
                self.assertRegex(question.message, said)
                with self.assertRaisesRegex(UserError, said):
                    twin.action_import_now()
                self.assertEqual(self.enqueued_by_cron(), {self.backend})

                question.action_review()
                twin.action_test_connection()

                waiting = self.env["coffee.checkpoint"]._waiting(twin, "identity:%")
                self.assertFalse(waiting)
                self.assertEqual(self.enqueued_by_cron(), {self.backend, twin})
                twin.active = False

    def test_given_twin_when_other_is_archived_then_nothing_is_asked(self):
        self.backend.action_test_connection()
        twin = self.backend.copy({"location": self.machine.location})
        twin.password = self.machine.password
        twin.action_test_connection()
        self.assertTrue(twin.twin_note)

        self.backend.active = False
        twin.action_test_connection()

        self.assertFalse(twin.twin_note)
        self.assertFalse(self.env["coffee.checkpoint"]._waiting(twin, "identity:%"))

    def enqueued_by_cron(self):
        """Return the machines whose brews the cron would import."""
        with self.trap_jobs() as trap:
            self.env["coffee.flow"]._cron_import("coffee.brew")
        return {job.args[0] for job in trap.enqueued_jobs}

    def test_given_language_changed_when_cron_then_names_come_in_it(self):
        self.import_flow("coffee.product.product")
        self.backend.action_test_connection()
        self.env["res.lang"]._activate_lang("de_DE")

        with self.trap_jobs() as trap:
            self.backend.default_lang_id = self.env.ref("base.lang_de")
            trap.perform_enqueued_jobs()

        ours = [("backend_id", "=", self.backend.id)]
        drinks = self.env["coffee.product.product"].search(ours)
        for lang, key in (("de_DE", "de"), ("en_US", "en")):
            shown = {d.coffee_id: d.name for d in drinks.with_context(lang=lang)}
            told = {d.id: d.names[key] for d in self.machine.drinks.values()}
            self.assertEqual(shown, told)

    def test_given_sales_when_machine_is_deleted_then_told_to_archive_it(self):
        self.import_flow("coffee.brew")
        empty = self.backend.copy()

        with self.assertRaisesRegex(UserError, "Kitchen.*Archive it"):
            self.backend.unlink()
        empty.unlink()

        self.assertTrue(self.backend.exists())
        self.assertFalse(empty.exists())

    def test_given_sales_when_what_they_are_of_is_deleted_then_told_to_archive(self):
        self.import_flow("coffee.brew")
        self.import_flow("coffee.res.partner")
        brews = self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])
        drink = brews.drink_id[:1]
        badge = brews.card_id[:1]

        for record in (
            drink,
            drink.odoo_id,
            drink.product_tmpl_id,
            badge,
            badge.odoo_id,
        ):
            with (
                self.subTest(record._name),
                self.assertRaisesRegex(
                    UserError, f"{record.name}.*Archive (it|the contact)"
                ),
            ):
                record.unlink()

        self.assertEqual(len(brews.exists()), len(self.machine.brews))
        self.assertTrue(drink.exists() and badge.exists())

    def test_given_no_sales_when_product_or_contact_is_deleted_then_it_goes(self):
        self.import_flow("coffee.product.product")
        self.import_flow("coffee.res.partner")
        ours = [("backend_id", "=", self.backend.id)]
        drinks = self.env["coffee.product.product"].search(ours)
        badges = self.env["coffee.res.partner"].search(ours)

        drinks[0].odoo_id.unlink()
        drinks[1].product_tmpl_id.unlink()
        badges[0].odoo_id.unlink()

        self.assertEqual(drinks.exists(), drinks[2:])
        self.assertEqual(badges.exists(), badges[1:])

    def test_given_price_on_machine_in_a_file_when_loaded_then_refused(self):
        self.import_flow("coffee.product.product")
        manager = new_test_user(
            self.env,
            "coffee-loader",
            groups="base.group_user,connector.group_connector_manager",
        )
        drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        price = drink.coffee_price

        result = drink.with_user(manager).load(
            [".id", "coffee_price"], [[str(drink.id), "9.99"]]
        )

        self.assertFalse(result["ids"])
        said = result["messages"][0]["message"]
        self.assertRegex(said, "Price on Machine.*Sales Price")
        self.assertEqual(drink.coffee_price, price)

    def test_given_machine_of_another_model_when_tested_then_warning(self):
        self.machine.model = "Coffee 3900"

        shown = self.backend.action_test_connection()["params"]
        self.backend.action_test_connection()

        self.assertEqual(shown["type"], "warning")
        self.assertIn("Coffee 3900", shown["message"])
        self.assertIn("Version", self.checkpoints().message)
        self.assertEqual(self.checkpoints().count, 2)
