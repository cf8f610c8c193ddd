# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase
from odoo.addons.connector_coffee.tests.pour import PourMixin

from .common import Coffee2900Case

WAIT = """
    const wait = async (selector) => {
        for (let time = 0; time < 200; time++) {
            const found = document.querySelector(selector);
            if (found) {
                return found;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`There is no ${selector}`);
    };
    const gone = async (selector) => {
        while (document.querySelector(selector)) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
"""
POUR = """
    const button = "button[name=action_pour]";
    (await wait(`.o_kanban_record ${button}`)).click();
    (await wait(`.modal ${button}`)).click();
    await wait(".o_notification .bg-success, .o_notification.border-success");
"""
LOOK = """
    for (const view of ["graph", "pivot", "list"]) {
        (await wait(`.o_switch_view.o_${view}`)).click();
        await wait(`.o_${view}_view`);
    }
    (await wait(".o_data_row .o_data_cell")).click();
    await wait(".o_form_view .o_statusbar_status");
"""
READ = """
    (await wait(".o_data_row .o_data_cell")).click();
    await wait(".o_form_view .o_field_widget[name=idempotency_key]");
"""
NONE = """
    await wait(".o_graph_view .o_view_nocontent");
"""
ASK = """
    (await wait(".o_form_statusbar button[name=action_pour]")).click();
    await wait(".modal .o_field_widget[name=drink_id] input");
"""
CARD = """
    await wait(".o_kanban_record .o_coffee_brews_today");
    for (const card of document.querySelectorAll(".o_kanban_record")) {
        const offered = Boolean(card.querySelector("button[name=action_pour]"));
        if (offered !== card.textContent.includes("Warned")) {
            throw new Error(`Offered: ${offered}, on ${card.textContent}`);
        }
    }
    await wait(".o_kanban_record button[name=action_pour]");
"""
NO_ASK = """
    await wait(".o_form_statusbar button[name=action_import_now]");
    if (document.querySelector(".o_form_statusbar button[name=action_pour]")) {
        throw new Error("A machine that pours nothing offers to pour");
    }
"""
ASK_FOR_HIM = """
    (await wait("button[name=action_pour_coffee]")).click();
    await wait(".modal .o_field_widget[name=partner_id]");
"""
TICK = """
    (await wait("[name=coffee_busy_watch] input")).click();
    await wait("[name=coffee_busy_threshold] input");
    (await wait(".o_form_button_cancel")).click();
    await gone("[name=coffee_busy_threshold] input");
"""


@tagged("post_install", "-at_install")
class TestPourBrowser(PourMixin, Coffee2900Case, BrowserCase):
    def share_transaction(self):
        """Leave it as it is: for a browser, Odoo does the same."""
        self.env.flush_all()

    def browse(self, fragment, script, login="admin"):
        """Open a page of the web client and run a script in it."""
        code = f"(async () => {{{WAIT}{script}console.log('test successful');}})()"
        self.browser_js(f"/web#{fragment}", code, login=login)
        self.env.invalidate_all()

    def test_given_user_when_pour_on_own_screen_then_poured(self):
        self.user("ada-lovelace")

        action = "action=connector_coffee.coffee_product_product_action_pour"
        self.browse(action, POUR, "ada-lovelace")

        self.assertEqual(len(self.machine.poured), 1)

    def test_given_user_when_tour_of_own_screen_then_coffee_with_milk(self):
        ada = self.user("ada-lovelace")
        drinks = self.env["coffee.product.product"]
        ours = [("backend_id", "=", self.backend.id), ("additions", "like", "milk")]
        drink = drinks.search(ours, limit=1)
        drink.write({"name": "Flat White", "additions": "milk-type=Skim"})
        self.env.flush_all()

        action = "/web#action=connector_coffee.coffee_product_product_action_pour"
        self.start_tour(action, "coffee_pour", login="ada-lovelace")
        self.env.invalidate_all()

        (coffee,) = self.machine.poured
        self.assertEqual(coffee.drink_id, drink.coffee_id)
        self.assertEqual(coffee.additions, ("milk-type=Skim",))
        self.assertEqual(ada["coffee.order"].search([]).state, "poured")

    def test_given_orders_then_every_view_opens(self):
        self.order()

        self.browse("action=connector_coffee.coffee_order_action", LOOK)

        self.assertEqual(len(self.machine.poured), 1)

    def test_given_user_with_order_then_he_reads_it_and_graph_tells_of_none(self):
        self.order(env=self.user("ada-lovelace"))

        action = "action=connector_coffee.coffee_order_action_own"
        self.browse(action, READ, "ada-lovelace")
        self.browse("action=connector_coffee.coffee_order_action_busy", NONE)

        self.assertEqual(len(self.machine.poured), 1)

    def test_given_machine_form_when_pour_then_wizard_asks_for_a_drink(self):
        record = f"id={self.backend.id}&model=coffee.backend&view_type=form"

        self.browse(record, ASK)

        self.assertEqual(self.machine.poured, [])

    def test_given_faults_then_pour_is_offered_where_it_works(self):
        self.backend.name = "Warned"
        self.machine.raise_alert("cleaning", "warning", "Cleaning due")
        self.import_flow("coffee.consumable")
        others = self.env["coffee.backend"].search([("id", "!=", self.backend.id)])
        others.state = "unreachable"
        self.env.flush_all()
        record = f"id={self.backend.id}&model=coffee.backend&view_type=form"

        self.browse("action=connector_coffee.coffee_backend_action_overview", CARD)
        self.browse(record, ASK)
        self.machine.raise_alert("door", "error", "The door is open")
        self.import_flow("coffee.consumable")
        self.env.flush_all()
        self.browse(record, NO_ASK)

        self.assertEqual(self.backend.state, "attention")
        self.assertFalse(self.backend.can_pour)

    def test_given_badge_holder_when_pour_on_his_form_then_wizard_is_for_him(self):
        self.import_flow("coffee.res.partner")
        badge = self.env["coffee.res.partner"].search(
            [("backend_id", "=", self.backend.id), ("badge_active", "=", True)], limit=1
        )
        self.env.flush_all()
        record = f"id={badge.odoo_id.id}&model=res.partner&view_type=form"

        self.browse(record, ASK_FOR_HIM)

        self.assertEqual(self.machine.poured, [])

    def test_given_settings_when_watch_is_ticked_then_its_figures_are_asked(self):
        self.browse("action=connector_coffee.res_config_settings_action", TICK)

        # nothing was saved
        cron = self.env.ref("connector_coffee.ir_cron_busy_watch")
        self.assertFalse(cron.active)
