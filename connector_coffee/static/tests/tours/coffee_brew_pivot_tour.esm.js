/** @odoo-module **/
/* Copyright 2026 Coffee connector contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("coffee_brew_pivot", {
    steps: () => [
        {
            content: "The list of brews is open",
            trigger: ".o_list_view .o_data_row",
            run: () => null,
        },
        {
            content: "Switch to the pivot",
            trigger: ".o_switch_view.o_pivot",
            run: "click",
        },
        {
            content: "It counts the cups of each machine",
            trigger: ".o_pivot_measure_row:contains(Quantity)",
            run: () => null,
        },
        {
            content: "Sums are there",
            trigger: ".o_pivot_cell_value:contains(100)",
            run: () => null,
        },
        {
            content: "Open the measures",
            trigger: "button:contains(Measures)",
            run: "click",
        },
        {
            content: "The value is one of them",
            trigger: ".o_menu_item:contains(Value)",
            run: () => null,
        },
    ],
});
