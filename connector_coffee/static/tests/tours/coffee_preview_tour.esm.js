/** @odoo-module **/

import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("coffee_preview", {
    steps: () => [
        {
            content: "Look ahead",
            trigger: ".o_form_statusbar button[name=action_preview]",
            run: "click",
        },
        {
            content: "A drink is new",
            trigger: "[name=created_ids] .o_data_row [name=text]:contains('Name: ')",
            run: () => null,
        },
        {
            content: "Import it",
            trigger: ".modal-footer button[name=action_import]",
            run: "click",
        },
        {
            content: "The job is on its way",
            trigger: ".o_notification:contains('the import of drinks is on its way')",
            run: () => null,
        },
    ],
});
