# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import Form, new_test_user

from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from .common import Coffee2900Case


class TestForms(Coffee2900Case):
    """What a person with the right to manage connectors does on the forms."""

    def setUp(self):
        super().setUp()
        manager = new_test_user(
            self.env,
            "coffee-manager",
            groups="base.group_user,connector.group_connector_manager,"
            "base.group_partner_manager",
        )
        self.env = self.env(user=manager)
        self.partner = self.env["res.partner"].create({"name": "Grace Dubois"})

    def type_badge(self, backend):
        with Form(self.env["coffee.res.partner"]) as form:
            form.backend_id = backend
            form.odoo_id = self.partner
            form.coffee_id = "04A224B9"

    def test_given_badge_typed_on_form_then_machine_has_it(self):
        self.run_jobs(lambda: self.type_badge(self.backend.with_env(self.env)))

        self.assertEqual(self.machine.cards["04A224B9"].name, "Grace Dubois")

    def test_given_new_badge_holder_then_nothing_is_said_before_a_machine_is_chosen(
        self,
    ):
        badge = self.env["coffee.res.partner"].new({})
        self.assertFalse(badge.export_note)
        form = Form(self.env["coffee.res.partner"])

        self.assertFalse(form.export_note)
        self.assertFalse(form.can_export)
        form.backend_id = self.backend.with_env(self.env)
        self.assertFalse(form.export_note)
        self.assertTrue(form.can_export)

    def test_given_buttons_that_work_then_they_say_what_they_did(self):
        self.run_jobs(lambda: self.type_badge(self.backend.with_env(self.env)))
        badge = self.env["coffee.res.partner"].search([("coffee_id", "=", "04A224B9")])
        backend = self.backend.with_env(self.env)
        backend.action_test_connection()
        for record, button, said in (
            (badge, "action_export", "Grace Dubois.*Kitchen"),
            (backend, "action_register_webhook", "Kitchen.*pushes to http"),
            (backend, "action_rotate_webhook_secret", "Kitchen.*new secret"),
        ):
            with self.subTest(button), self.trap_jobs():
                shown = getattr(record, button)()

                self.assertEqual(shown["tag"], "display_notification")
                self.assertEqual(shown["params"]["type"], "success")
                self.assertRegex(shown["params"]["message"], said)

    def test_given_drink_typed_for_machine_that_cannot_then_error_says_so(self):
        deaf = self.backend.copy({"name": "Deaf"})
        product = self.env["product.product"].sudo().create({"name": "Mocha"})
        self.backend.env.cr.execute(
            "UPDATE coffee_backend SET version = 'none' WHERE id = %s", [deaf.id]
        )
        deaf.invalidate_recordset()

        with self.assertRaisesRegex(CoffeeConfigurationError, "Deaf"):
            self.env["coffee.product.product"].sudo().create(
                {"backend_id": deaf.id, "odoo_id": product.id}
            )

    def test_given_machine_on_form_then_register_is_offered_to_2900_only(self):
        self.backend.action_test_connection()

        with Form(self.backend) as form:
            self.assertTrue(form.speaks_2900)
            self.assertFalse(form.webhook_url)
        self.backend.action_register_webhook()

        with Form(self.backend) as form:
            self.assertIn("/coffee/2900/webhook/", form.webhook_url)
