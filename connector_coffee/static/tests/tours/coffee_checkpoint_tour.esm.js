/** @odoo-module **/

import {registry} from "@web/core/registry";

const check = () => {
    // What the step waits for is all that is to be seen
};

registry.category("web_tour.tours").add("coffee_checkpoint", {
    steps: () => [
        {
            content: "Open what waits",
            trigger: ".o_coffee_waiting button:contains('2')",
            run: "click",
        },
        {
            content: "Open the refused brew",
            trigger: ".o_data_row:contains('exploded') td[name=message]",
            run: "click",
        },
        {
            content: "See what the machine has",
            trigger: ".o_field_widget[name=value_seen]:contains('exploded')",
            run: check,
        },
        {
            content: "See what Odoo has",
            trigger: ".o_field_widget[name=value_expected]:contains('poured')",
            run: check,
        },
        {
            content: "Say that it is done",
            trigger: ".o_form_view button[name=action_review]",
            run: "click",
        },
        {
            content: "Somebody has reviewed it",
            trigger: ".o_form_view .o_field_widget[name=reviewed_by_id]",
            run: check,
        },
        {
            content: "Go back",
            trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Take all that is left",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Review them at once",
            trigger: ".o_control_panel button[name=action_review]",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent",
            run: check,
        },
    ],
});
