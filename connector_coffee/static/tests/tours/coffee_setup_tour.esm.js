/** @odoo-module **/

import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const write = (text) => (helper) => helper.text(text);
const check = () => {
    // What the step waits for is all that is to be seen
};

/** Choose a value of a selection field: a select in 17.0, a menu in 19.0. */
async function choose(name, label) {
    const field = document.querySelector(`.o_field_widget[name=${name}]`);
    const select = field.querySelector("select");
    const find = (items) =>
        [...items].find((item) => item.textContent.trim() === label);
    if (select) {
        select.value = find(select.options).value;
        select.dispatchEvent(new Event("change", {bubbles: true}));
        return;
    }
    field.querySelector("input, button").click();
    let item = null;
    while (!item) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        item = find(document.querySelectorAll(".o_select_menu_item"));
    }
    item.click();
}

/** Type what the test case has put down for this tour into a field. */
function type(name) {
    const input = `.o_field_widget[name=${name}] input`;
    return {
        content: `Type ${name}`,
        trigger: input,
        async run(helper) {
            const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
            const args = [`coffee.tour.${name}`];
            const text = await orm.call("ir.config_parameter", "get_param", args);
            await write(text)(helper);
        },
    };
}

tours.add("coffee_setup", {
    steps: () => [
        {
            content: "Begin with a new machine",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The version comes first",
            trigger: ".o_coffee_step_current[data-step=version]",
            run: check,
        },
        {
            content: "Give it a name",
            trigger: ".o_field_widget[name=name] input",
            run: write("Kitchen 2"),
        },
        {
            content: "Choose the version",
            trigger: ".o_field_widget[name=version]",
            run: () => choose("version", "Coffee 2900"),
        },
        {
            content: "The address is next",
            trigger: ".o_coffee_step_current[data-step=location]",
            run: check,
        },
        type("username"),
        type("password"),
        type("location"),
        {
            content: "Test the connection",
            trigger: "button[name=action_test_connection]",
            run: "click",
        },
        {
            content: "The import is next",
            trigger: ".o_coffee_step_current[data-step=import]",
            run: check,
        },
        {
            content: "See what the machine can do",
            trigger: ".o_notebook .nav-link:contains('Abilities')",
            run: "click",
        },
        {
            content: "It has drinks",
            trigger: ".o_coffee_abilities tr:contains('Drinks') .fa-check",
            run: check,
        },
        {
            content: "Import",
            trigger: "button[name=action_import_now]",
            run: "click",
        },
        {
            content: "The import waits for the job runner",
            trigger: ".o_coffee_running .o_coffee_bar:contains('Brews')",
            run: check,
        },
    ],
});

tours.add("coffee_first_brew", {
    steps: () => [
        {
            content: "The machine is at work",
            trigger: ".o_kanban_record:contains('Kitchen 2') .o_coffee_bar",
            run: check,
        },
        {
            content: "Open the machine",
            trigger: ".o_kanban_record:contains('Kitchen 2') .o_coffee_name",
            run: "click",
        },
        {
            content: "Nothing is left to set up",
            trigger: ".o_form_view:not(:has(.o_coffee_setup)) .o_form_sheet",
            run: check,
        },
        {
            content: "Open its brews",
            trigger: ".oe_stat_button:contains('Brews')",
            run: "click",
        },
        {
            content: "There is the first one",
            trigger: ".o_data_row:contains('Kitchen 2')",
            run: check,
        },
    ],
});
