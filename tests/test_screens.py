"""Every view of ours and the job screens, opened once in a real browser.

The browser case of Odoo fails on any error in the console. Without a Chromium it is
skipped, which the summary of `setup/test` tells.
"""

import json

from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase

from coffee_machines import Coffee1900, Coffee2900

ACTIONS = [
    "connector_coffee.coffee_backend_action",
    "connector_coffee.coffee_backend_action_overview",
    "connector_coffee.coffee_brew_action",
    "connector_coffee.coffee_checkpoint_action",
    "connector_coffee.coffee_consumable_action",
    "connector_coffee.coffee_product_product_action",
    "connector_coffee.coffee_res_partner_action",
    "connector_coffee.coffee_sync_action",
    "connector_coffee.coffee_version_action",
    "connector_coffee.queue_job_action_coffee",
    "connector_coffee.res_config_settings_action",
    "queue_job.action_queue_job",
    "queue_job.action_queue_job_channel",
    "queue_job.action_queue_job_function",
]
OPEN_ALL = """
(async () => {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const sleep = () => new Promise((done) => setTimeout(done, 50));
    const shown = async (selector, what) => {
        for (let tick = 0; tick < 400; tick++) {
            if (document.querySelector(selector)) return;
            await sleep();
        }
        throw new Error(`${what} does not show ${selector}`);
    };
    for (const xmlid of ACTIONS) {
        document.querySelector(".o_view_controller")?.classList.add("seen");
        await action.doAction(xmlid, { clearBreadcrumbs: true });
        await shown(".o_view_controller:not(.seen)", xmlid);
    }
    for (const [model, type, id] of VIEWS) {
        document.querySelector(".o_view_controller")?.classList.add("seen");
        await action.doAction({
            type: "ir.actions.act_window",
            name: model,
            res_model: model,
            views: [[false, type]],
            res_id: id,
        }, { clearBreadcrumbs: true });
        await shown(`.o_${type}_view:not(.seen)`, `${model} ${type}`);
    }
    console.log("test successful");
})().catch((error) => console.error(String(error)));
"""

LOOK_FOR_RIGHT = """
(async () => {
    const sleep = () => new Promise((done) => setTimeout(done, 50));
    const words = () => [...document.querySelectorAll(".o_form_view label")].map(
        (label) => label.textContent.replace("?", "").trim()
    );
    for (let tick = 0; tick < 400; tick++) {
        if (words().includes("Coffee")) {
            console.log("test successful");
            return;
        }
        await sleep();
    }
    throw new Error(`There is no right of coffee among ${words()}`);
})().catch((error) => console.error(String(error)));
"""


@tagged("post_install", "-at_install")
class TestUserForm(BrowserCase):
    def test_given_form_of_a_user_then_right_to_pour_is_there_without_debug(self):
        user = self.env.ref("base.user_admin")

        self.browser_js(
            f"/web#id={user.id}&action=base.action_res_users&model=res.users"
            "&view_type=form",
            LOOK_FOR_RIGHT,
            ready="odoo.isReady === true",
            login="admin",
        )

        group = self.env.ref("connector_coffee.coffee_group_user")
        category = self.env.ref("connector_coffee.module_category_coffee")
        self.assertEqual(category.name, "Coffee")
        self.assertTrue(user.has_group("connector_coffee.coffee_group_user"))
        self.assertEqual(group.name, "Coffee: may pour")


@tagged("post_install", "-at_install")
class TestScreens(BrowserCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.EUR").active = True
        self.env.company.currency_id = self.env.ref("base.EUR")
        with Coffee2900(seed=1, brews=200) as machine:
            self.import_from(machine)
        with Coffee1900(seed=1, brews=20) as machine:
            self.import_from(machine)
            self.upload(machine)

    def import_from(self, machine):
        backend = self.env["coffee.backend"].create(
            {
                "name": "Canteen",
                "version": machine.version,
                "location": machine.location,
                "username": machine.username,
                "password": machine.password,
                "tz": "UTC",
            }
        )
        backend.action_test_connection()
        for flow in backend.env["coffee.flow"]._labels():
            if backend._flow_of(flow)._can_import():
                self.env[flow].import_page(backend)
        backend.add_checkpoint(message="Look at this")
        backend.action_import_now()

    def upload(self, machine):
        """Leave a file and the wizard that it came with."""
        text = machine.card_text()
        env = self.env(user=self.env.ref("base.user_admin"))  # who looks at it
        file = env["ir.attachment"].create({"name": "log.csv", "raw": text})
        backend = env["coffee.backend"].search([("version", "=", "1900")])
        upload = env["coffee.1900.upload"].create(
            {"backend_id": backend.id, "attachment_ids": file.ids}
        )
        upload.action_preview()
        upload.action_import()

    def views(self):
        """Return model, type and a record or two of each view that is one of ours."""
        found = self.env["ir.ui.view"].search(
            [("model", "=like", "coffee.%"), ("type", "!=", "search")]
        )
        # the client has called a tree a list for longer than the server
        return sorted(
            {
                (view.model, view.type.replace("tree", "list"), record)
                for view in found
                for record in self.env[view.model].search([], limit=2).ids or [False]
            }
        )

    def test_given_imported_machine_then_every_screen_opens_without_an_error(self):
        drink = self.env["coffee.product.product"].search([], limit=1)
        self.env["coffee.order"].create({"drink_id": drink.id})  # nobody else may
        views = self.views()
        self.assertIn("coffee.brew", [model for model, _type, _id in views])

        code = OPEN_ALL.replace("ACTIONS", json.dumps(ACTIONS))
        self.browser_js(
            "/web",
            code.replace("VIEWS", json.dumps(views)),
            ready="odoo.isReady === true",
            login="admin",
            timeout=120,
        )
