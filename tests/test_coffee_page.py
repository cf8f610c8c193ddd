"""The page *Coffee* on products and contacts, for machines that take them or not."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from coffee_machines import Coffee1900, Coffee2900

USER = "connector_coffee.coffee_group_user"
DRINKS, HOLDERS = "coffee.product.product", "coffee.res.partner"


@tagged("post_install", "-at_install")
class TestCoffeePage(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.EUR").active = True
        self.env.company.currency_id = self.env.ref("base.EUR")
        self.user = new_test_user(self.env, "ada", groups=f"base.group_user,{USER}")
        self.nobody = new_test_user(self.env, "nina", groups="base.group_user")

    def connect(self, machine_class, flows=(DRINKS,)):
        """Start a machine and import it.

        :return: backend, machine
        """
        machine = machine_class(seed=1, brews=5, drinks=3, cards=2)
        self.addCleanup(machine.__exit__, None, None, None)
        machine.__enter__()
        backend = self.env["coffee.backend"].create(
            {
                "name": "Kitchen",
                "version": machine.version,
                "location": machine.location,
                "username": machine.username,
                "password": machine.password,
                "tz": "UTC",
            }
        )
        for flow in flows:
            self.env[flow].import_page(backend)
        return backend, machine

    def first(self, model_name, backend):
        return self.env[model_name].search([("backend_id", "=", backend.id)], limit=1)

    def page(self, record, person):
        """Return whether a person gets the page on the form of a record."""
        record = record.with_user(person)
        form = record.get_view(view_type="form")["arch"]
        return (
            'name="coffee"' in form and record.read(["shows_coffee"])[0]["shows_coffee"]
        )

    def test_given_no_machine_then_no_page(self):
        product = self.env["product.product"].create({"name": "Tea"})

        self.assertFalse(self.page(product, self.user))
        self.assertFalse(self.page(product.product_tmpl_id, self.user))

    def test_given_machine_then_page_for_coffee_people_only(self):
        backend, _machine = self.connect(Coffee2900)
        product = self.first(DRINKS, backend).odoo_id

        self.assertTrue(self.page(product, self.user))
        self.assertTrue(self.page(product.product_tmpl_id, self.user))
        self.assertFalse(self.page(product, self.nobody))
        self.assertFalse(self.page(product.product_tmpl_id, self.nobody))

    def test_given_machine_of_other_company_then_no_page(self):
        backend, _machine = self.connect(Coffee2900)
        product = self.first(DRINKS, backend).odoo_id
        product.company_id = False
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.user.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})

        self.assertFalse(self.page(product, self.user))

    def test_given_badge_then_credit_is_for_managers_and_pouring_for_users(self):
        backend, _machine = self.connect(Coffee2900, [DRINKS, HOLDERS])
        holder = self.first(HOLDERS, backend).odoo_id
        manager = new_test_user(
            self.env, "grace", groups="connector.group_connector_manager"
        )

        self.assertTrue(self.page(holder, manager))
        self.assertFalse(self.page(holder, self.user))
        self.assertTrue(holder.with_user(self.user).has_coffee_badge)
        context = holder.with_user(self.user).action_pour_coffee()["context"]
        self.assertEqual(context["default_partner_id"], holder.id)

    def test_given_template_then_it_shows_the_drink_of_its_variant(self):
        backend, _machine = self.connect(Coffee2900)
        drink = self.first(DRINKS, backend)

        self.assertEqual(drink.product_tmpl_id.coffee_bind_ids, drink)

        drink.odoo_id.active = False
        self.env.invalidate_all()
        self.assertEqual(drink.odoo_id.coffee_bind_ids, drink)
        self.assertEqual(drink.product_tmpl_id.coffee_bind_ids, drink)

    def test_given_machine_that_takes_drinks_when_export_then_it_waits(self):
        backend, _machine = self.connect(Coffee2900)
        drink = self.first(DRINKS, backend)
        self.assertTrue(drink.can_export)
        self.assertFalse(drink.export_note)

        drink.action_export()

        drink.invalidate_recordset()
        self.assertEqual(drink.export_note, "Waits for its export.")
        self.assertTrue(drink.can_export)

    def test_given_machine_that_takes_none_then_page_says_so(self):
        backend, _machine = self.connect(Coffee1900)
        drink = self.first(DRINKS, backend)

        self.assertFalse(drink.can_export)
        self.assertEqual(
            drink.export_note, "This machine does not take drinks from Odoo."
        )

    def test_given_version_that_is_gone_then_page_says_so(self):
        backend, _machine = self.connect(Coffee1900)
        drink = self.first(DRINKS, backend)
        self.env.flush_all()
        self.env.cr.execute("UPDATE coffee_backend SET version = 'gone'")
        self.env.invalidate_all()

        self.assertIn("No installed addon", drink.export_note)

    def test_given_run_without_changes_then_date_moves_and_nothing_is_written(self):
        backend, _machine = self.connect(Coffee2900)
        drink = self.first(DRINKS, backend)
        backend._flow_of(DRINKS).position = False
        written, exchanged = drink.write_date, drink.sync_date
        later = fields.Datetime.now() + timedelta(hours=1)

        with freeze_time(later):
            self.env[DRINKS].import_page(backend)
        self.env.invalidate_all()

        self.assertEqual(drink.in_step_at, later)
        self.assertEqual((drink.write_date, drink.sync_date), (written, exchanged))

    def test_given_drink_changed_there_then_it_was_exchanged(self):
        backend, machine = self.connect(Coffee2900)
        drink = self.first(DRINKS, backend)
        machine.change_drink(drink.coffee_id, price=999)
        later = fields.Datetime.now() + timedelta(hours=1)

        with freeze_time(later):
            self.env[DRINKS].import_page(backend)

        self.assertEqual(drink.coffee_price, 9.99)
        self.assertEqual(drink.sync_date, later)

    def test_given_run_that_refused_rows_then_it_proves_nothing(self):
        backend, _machine = self.connect(Coffee2900)
        drink = self.first(DRINKS, backend)
        self.env["coffee.sync"].search([("flow", "=", DRINKS)]).failed = 1
        self.env.invalidate_all()

        self.assertEqual(drink.in_step_at, drink.sync_date)

    def test_given_drink_not_on_machine_yet_then_no_date(self):
        backend, _machine = self.connect(Coffee2900)

        drink = self.env[DRINKS].create({"name": "Mocha", "backend_id": backend.id})

        self.assertFalse(drink.in_step_at)
