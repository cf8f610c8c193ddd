# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase
from odoo.addons.queue_job.job import Job

from .common import Coffee2900Case
from .test_pour_browser import WAIT

CHANGE_PRICE = """
    (await wait(".o_field_widget[name=odoo_id] a")).click();
    const input = await wait(".o_field_widget[name=lst_price] input");
    input.focus();
    input.value = "1.90";
    input.dispatchEvent(new Event("input", {bubbles: true}));
    input.dispatchEvent(new Event("change", {bubbles: true}));
    input.blur();
    (await wait(".o_form_status_indicator_buttons:not(.invisible) button")).click();
    await wait(".o_form_status_indicator_buttons.invisible");
    if (document.querySelector(".o_error_dialog")) {
        throw new Error("Odoo Error");
    }
"""


@tagged("post_install", "-at_install")
class TestExportBrowser(Coffee2900Case, BrowserCase):
    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("coffee_id", "=", "0")]
        )
        self.env.flush_all()

    def browse(self, record, script):
        """Open the form of a record in the web client and run a script in it."""
        code = f"(async () => {{{WAIT}{script}console.log('test successful');}})()"
        fragment = f"id={record.id}&model={record._name}&view_type=form"
        self.browser_js(f"/web#{fragment}", code, login="admin")
        self.env.invalidate_all()

    def run_stored_jobs(self):
        """Run the jobs that the browser's requests have enqueued."""
        jobs = self.env["queue.job"].search(
            [("state", "=", "pending"), ("method_name", "=", "export_page")]
        )
        for uuid in jobs.mapped("uuid"):
            Job.load(self.env, uuid).perform()
        return len(jobs)

    def test_given_drink_when_price_is_changed_on_product_then_machine_has_it(self):
        self.browse(self.drink, CHANGE_PRICE)

        jobs = self.run_stored_jobs()

        self.assertEqual(jobs, 1)
        self.assertAlmostEqual(self.drink.list_price, 1.9)
        self.assertEqual(self.machine.drinks["0"].price, 190)
