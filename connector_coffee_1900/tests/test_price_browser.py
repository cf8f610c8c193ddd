# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import Coffee1900Case

CHANGE_PRICE = """(async () => {
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
    const input = await wait(".o_field_widget[name=PRICE] input");
    input.focus();
    input.value = "7.77";
    input.dispatchEvent(new Event("input", {bubbles: true}));
    input.dispatchEvent(new Event("change", {bubbles: true}));
    input.blur();
    const told = await wait(".o_notification");
    if (!told.textContent.includes("Kitchen keeps its own price")) {
        throw new Error(told.textContent);
    }
    (await wait(".o_form_button_save")).click();
    await wait(".o_form_status_indicator_buttons.invisible");
    console.log("test successful");
})()"""


@tagged("post_install", "-at_install")
class TestPriceBrowser(Coffee1900Case, HttpCase):
    browser_size = "1366,768"

    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )
        self.env.flush_all()

    def change_price(self, record, field):
        """Change the price on the form of a product, as a person does."""
        form = f"/web#id={record.id}&model={record._name}&view_type=form"
        script = CHANGE_PRICE.replace("PRICE", field)
        self.browser_js(form, script, login="admin")
        self.env.invalidate_all()

    def test_given_machine_that_takes_none_when_price_changes_then_person_is_told(self):
        for record, field in (
            (self.drink.product_tmpl_id, "list_price"),
            (self.drink.odoo_id, "lst_price"),
        ):
            with self.subTest(field):
                record.list_price = 1

                self.change_price(record, field)

                self.assertAlmostEqual(self.drink.list_price, 7.77)
