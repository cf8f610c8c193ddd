/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {registry} from "@web/core/registry";

/* Start it on the form of a machine. */
registry.category("web_tour.tours").add("coffee_2900_webhook", {
    steps: () => [
        {
            content: "Let the machine push",
            trigger: ".o_form_statusbar button[name=action_register_webhook]",
            run: "click",
        },
        {
            content: "Read where to",
            trigger: "[name=webhook_url]:contains(/coffee/2900/webhook/)",
            run: () => null,
        },
    ],
});
