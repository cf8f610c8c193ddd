/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {registry} from "@web/core/registry";

/* Start it on the screen "Pour a Coffee". */
registry.category("web_tour.tours").add("coffee_pour", {
    steps: () => [
        {
            content: "Choose the first drink",
            trigger: ".o_kanban_record:first button[name=action_pour]",
            run: "click",
        },
        {
            content: "Have milk in it",
            trigger: ".modal [name=addition_ids] .o_data_row:first input[type=checkbox]",
            run: "click",
        },
        {
            content: "Pour it",
            trigger: ".modal button[name=action_pour]",
            run: "click",
        },
        {
            content: "Read that it was poured",
            trigger: ".o_notification:contains(Poured)",
            run() {},
        },
    ],
});
