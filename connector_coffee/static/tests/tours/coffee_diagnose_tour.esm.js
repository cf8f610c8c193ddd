/** @odoo-module **/

import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("coffee_diagnose", {
    steps: () => [
        {
            content: "Diagnose",
            trigger: ".o_form_statusbar button[name=action_diagnose]",
            run: "click",
        },
        {
            content: "The machine is well",
            trigger: ".o_data_row:contains('It answers') .badge:contains('Good')",
            run: () => null,
        },
        {
            content: "No runner works for the database of a test",
            trigger: ".o_data_row:contains('No job runner') .badge:contains('Broken')",
            run: () => null,
        },
        {
            content: "Look again",
            trigger: ".modal-footer button[name=action_diagnose]",
            run: "click",
        },
        {
            content: "Close",
            trigger: ".modal-footer button:contains('Close')",
            run: "click",
        },
        {
            content: "Back on the machine",
            trigger: "body:not(:has(.modal)) .o_form_view",
            run: () => null,
        },
    ],
});
