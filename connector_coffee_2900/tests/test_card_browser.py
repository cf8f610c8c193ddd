# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import Coffee2900Case
from .test_pour_browser import WAIT

HELPERS = """
    const shows = (element, text) => {
        if (!element.textContent.includes(text)) {
            throw new Error(`"${text}" is not in "${element.textContent}"`);
        }
    };
    const lacks = (element, text) => {
        if (element.textContent.includes(text)) {
            throw new Error(`"${text}" is in "${element.textContent}"`);
        }
    };
    const card = async (name) => {
        await wait(".o_kanban_record .o_coffee_name");
        return [...document.querySelectorAll(".o_kanban_record")].find((record) =>
            record.textContent.includes(name)
        );
    };
"""
OVERVIEW = "action=connector_coffee.coffee_backend_action_overview"
UNREACHABLE = """
    shows(%s, "No answer from http://");
    shows(%s, "Unreachable since");
    shows(%s, "Odoo tries again by itself.");
"""
ON_CARD = UNREACHABLE.replace("%s", '(await card("Kitchen"))')
ON_FORM = UNREACHABLE.replace("%s", '(await wait(".o_form_view .o_coffee_error"))')
ANSWERS = """
    await wait(".o_kanban_record .o_coffee_name");
    lacks(document.querySelector(".o_content"), "No answer");
    lacks(document.querySelector(".o_content"), "Unreachable");
"""
ARCHIVED = """
    await wait(".o_form_view .ribbon");
    if (document.querySelector(".oe_title .o_field_badge")) {
        throw new Error("An archived machine looks as if it were at work");
    }
"""
TWIN = """
    const twin = await card("Twin");
    shows(twin, "Kitchen has the same serial number");
    lacks(twin, "waiting for its turn");
    if (twin.querySelector(".o_field_badge .text-bg-success")) {
        throw new Error("The twin is green");
    }
    shows(await card("Kitchen"), "waiting for its turn");
"""


@tagged("post_install", "-at_install")
class TestCardBrowser(Coffee2900Case, HttpCase):
    """What card and form of a machine say of its state."""

    browser_size = "1366,768"

    def setUp(self):
        super().setUp()
        # the cards of a demonstration database are not what is looked at
        machines = self.env["coffee.backend"].search([("id", "!=", self.backend.id)])
        machines.action_archive()
        self.backend.action_test_connection()
        self.env.flush_all()
        self.form = f"id={self.backend.id}&model=coffee.backend&view_type=form"

    def browse(self, fragment, script):
        """Open a page of the web client and run a script in it."""
        self.env.flush_all()
        code = f"(async () => {{{WAIT}{HELPERS}{script}"
        self.browser_js(
            f"/web#{fragment}",
            code + "console.log('test successful');})()",
            login="admin",
        )
        self.env.invalidate_all()

    def test_given_machine_off_then_card_and_form_say_so_until_it_answers(self):
        self.machine.stop()
        self.backend.action_diagnose()

        self.browse(OVERVIEW, ON_CARD)
        self.browse(self.form, ON_FORM)
        self.machine.start()
        self.backend.location = self.machine.location
        self.import_flow("coffee.product.product")
        self.browse(OVERVIEW, ANSWERS)

        self.assertEqual((self.backend.state, self.backend.error), ("ready", False))

    def test_given_archived_machine_then_its_form_shows_no_state(self):
        self.backend.action_archive()

        self.browse(self.form, ARCHIVED)

        self.assertEqual(self.backend.state, "ready")

    def test_given_twin_then_its_card_asks_and_shows_no_import_to_come(self):
        self.import_flow("coffee.consumable")
        twin = self.create_backend(version="2900", name="Twin", state="ready")
        twin.write({"serial": self.backend.serial, "confirmed_at": "2026-01-01"})
        for machine in self.backend | twin:
            machine._flow_of("coffee.brew")._enqueue_import()

        self.browse(OVERVIEW, TWIN)

        self.assertEqual([bar["label"] for bar in self.backend.running], ["Brews"])
