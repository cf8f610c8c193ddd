/** @odoo-module **/

import {registry} from "@web/core/registry";

const type = (text) => (helper) => helper.text(text);

registry.category("web_tour.tours").add("coffee_settings", {
    steps: () => [
        {
            content: "look for coffee",
            trigger: ".o_searchview_input",
            run: type("coffee"),
        },
        {
            content: "the versions of machines are found",
            trigger: "[name=module_connector_coffee_2900] input:checked",
            run: () => null,
        },
        {
            content: "import brews every seven minutes",
            trigger: "[name=coffee_brew_interval] input",
            run: type("7"),
        },
        {
            content: "keep runs for 45 days",
            trigger: "[name=coffee_keep_sync] input",
            run: type("45"),
        },
        {
            content: "save",
            trigger: "button.o_form_button_save",
            run: "click",
            // Since 19.0 a tour wants to know
            expectUnloadPage: true,
        },
        {
            content: "the page comes back, saved, and looks for nothing",
            trigger: ".settings_tab .tab.selected",
            run: () => null,
        },
    ],
});
