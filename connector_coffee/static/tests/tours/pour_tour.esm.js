/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {registry} from "@web/core/registry";

/* Start it on the screen "Pour a Coffee", with a Flat White that may have milk. */
registry.category("web_tour.tours").add("coffee_pour", {
    steps: () => [
        {
            content: "Choose a drink",
            trigger: ".o_kanban_record:contains(Flat White) button[name=action_pour]",
            run: "click",
        },
        {
            content: "Have milk in it",
            trigger: ".modal-body [name=addition_ids] .o_boolean_toggle input",
            run: "click",
        },
        {
            content: "Pour it",
            trigger: ".modal-footer button[name=action_pour]",
            run: "click",
        },
        {
            content: "Read that it was poured",
            trigger: ".o_notification:contains(Poured)",
            run: () => null,
        },
    ],
});
