# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, new_test_user

from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Coffee2900

from .common import Coffee2900Case

DRINKS, HOLDERS = "coffee.product.product", "coffee.res.partner"


class OneBrokenMachine(PourMixin):
    """Two machines; what is wrong with the first does not stop the second.

    A case says in ``break_first`` what somebody did.
    """

    def setUp(self):
        super().setUp()
        self.import_flow(HOLDERS)
        self.other_machine = self.enterContext(
            Coffee2900(seed=8, brews=5, drinks=2, cards=2)
        )
        # its name puts it after the first, wherever machines are taken in order
        self.other = self.create_backend(
            name="Lounge",
            version="2900",
            location=self.other_machine.location,
            username=self.other_machine.username,
            password=self.other_machine.password,
        )
        self.other.action_test_connection()
        for flow in (DRINKS, HOLDERS):
            self.env[flow].import_page(self.other)
        self.env.flush_all()
        self.break_first()
        self.env.invalidate_all()
        self.machine.requests.clear()
        self.other_machine.requests.clear()

    def questions(self):
        """Return what people are asked to look at on the broken machine."""
        return self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("kind", "!=", "contact")]
        )

    def drink_of(self, backend):
        return self.env[DRINKS].search([("backend_id", "=", backend.id)], limit=1)

    def order_on(self, backend, minutes):
        """Make an order that was sent so many minutes ago, and whose worker died."""
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        drink = self.drink_of(backend)
        return self.env["coffee.order"].create(
            {
                "drink_id": drink.id,
                "state": "sending",
                "sent_at": since,
                "location": backend.location,
            }
        )

    def test_given_broken_machine_when_crons_run_then_other_is_read_and_one_checkpoint(
        self,
    ):
        cron = self.env["coffee.flow"]._cron_import
        with self.trap_jobs() as trap:
            cron(DRINKS)
            cron("coffee.brew")

            machines = [job.args[0] for job in trap.enqueued_jobs]

        self.assertEqual(machines, [self.other, self.other])
        waiting = self.questions()
        self.assertEqual((len(waiting), waiting.count), (1, 1))
        self.assertRegex(waiting.message, self.says)

    def test_given_machine_mended_when_crons_run_then_checkpoint_is_closed(self):
        self.env["coffee.flow"]._cron_import(DRINKS)
        self.mend_first()

        with self.trap_jobs() as trap:
            self.env["coffee.flow"]._cron_import(DRINKS)

            self.assertEqual(len(trap.enqueued_jobs), 2)
        self.assertFalse(self.questions().filtered(lambda c: c.state != "reviewed"))

    def test_given_broken_machine_when_clerk_saves_contact_then_saved_and_exported(
        self,
    ):
        clerk = new_test_user(
            self.env, "clerk", groups="base.group_user,base.group_partner_manager"
        )
        badges = self.env[HOLDERS].search([])
        first = badges.filtered(lambda badge: badge.backend_id == self.backend)[:1]
        second = badges.filtered(lambda badge: badge.backend_id == self.other)[:1]
        self.assertTrue(first and second)

        def save():
            for badge in (first, second):
                with Form(badge.odoo_id.with_user(clerk)) as form:
                    form.phone = "+44 20 7946 0958"
                    form.email = f"new-{badge.coffee_id}@example.com"

        with self.trap_jobs() as trap:
            save()
            self.env.cr.flush()
            for job in trap.enqueued_jobs:
                if job.args[0] == self.other:
                    job.perform()

        self.assertEqual(
            [badge.phone for badge in (first, second)], ["+44 20 7946 0958"] * 2
        )
        card = self.other_machine.cards[second.coffee_id]
        self.assertEqual(card.email, second.email)

    def test_given_broken_machine_when_product_is_deleted_then_other_is_told(self):
        first, second = self.drink_of(self.backend), self.drink_of(self.other)
        number = second.coffee_id

        with self.trap_jobs() as trap:
            (first | second).odoo_id.unlink()
            self.env.cr.flush()
            for job in trap.enqueued_jobs:
                if job.args[0] == self.other:
                    job.perform()

        self.assertFalse((first | second).exists())
        self.assertFalse(self.other_machine.drinks[number].available)

    def test_given_broken_machine_then_pour_menu_has_drinks_of_the_other(self):
        drinks = self.env[DRINKS].search([("can_be_poured", "=", True)])

        self.assertIn(self.other, drinks.backend_id)

    def test_given_broken_machine_when_orders_are_settled_then_that_of_the_other_is(
        self,
    ):
        first, second = self.order_on(self.backend, 30), self.order_on(self.other, 1.5)
        self.env.flush_all()

        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(second.state, "poured")
        # nobody waits for that one any more
        self.assertEqual(first.state, "unknown")
        self.assertRegex(first.message, self.says)

    def test_given_broken_machine_when_odoo_is_busy_then_the_other_pours(self):
        for backend in (self.backend, self.other):
            self.env["coffee.busy.choice"].create(
                {"backend_id": backend.id, "drink_id": self.drink_of(backend).id}
            )
        self.env.flush_all()

        orders = self.env["coffee.busy.watch"]._pour_somewhere({})
        self.env.invalidate_all()

        self.assertEqual(orders.mapped("state"), ["refused", "poured"])
        self.assertRegex(orders[0].message, self.says)
        self.assertEqual(len(self.other_machine.poured), 1)

    def test_given_broken_machine_then_its_form_opens_and_can_be_saved(self):
        with Form(self.backend) as form:
            self.mend_on(form)

        self.import_flow(DRINKS)
        self.assertEqual(self.backend.state, "ready")
        self.assertIn("Drinks", [row["label"] for row in self.backend.abilities])

    def test_given_broken_machine_then_pages_of_its_records_open(self):
        drink = self.drink_of(self.backend)
        badge = self.env[HOLDERS].search([("backend_id", "=", self.backend.id)])[:1]

        product, contact = Form(drink.odoo_id), Form(badge.odoo_id)

        self.assertEqual((product.name, contact.name), (drink.name, badge.name))
        fields_shown = ["can_export", "export_note", "can_be_poured", "in_step_at"]
        self.assertEqual(len(drink.read(fields_shown)), 1)
        cards = self.env["coffee.backend"].search([])
        names = ["abilities", "setup_step", "late_flow", "failed_flows", "running"]
        self.assertEqual(len(cards.read(names)), len(cards))


class TestLanguageDeactivated(OneBrokenMachine, Coffee2900Case):
    says = "the language German.* is not active"

    def break_first(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.default_lang_id = self.env.ref("base.lang_de")
        self.env.flush_all()
        # the button of Odoo refuses nothing here either: no user has this language
        self.env.ref("base.lang_de").active = False

    def mend_first(self):
        self.backend.default_lang_id = False

    def mend_on(self, form):
        form.default_lang_id = self.env["res.lang"]


class TestVersionUninstalled(OneBrokenMachine, Coffee2900Case):
    says = "no installed addon knows machines of version 1234"

    def break_first(self):
        # what the uninstallation of a version addon leaves
        self.env.cr.execute(
            "UPDATE coffee_backend SET version = '1234' WHERE id = %s",
            [self.backend.id],
        )

    def mend_first(self):
        self.backend.version = "2900"

    def mend_on(self, form):
        form.version = "2900"
