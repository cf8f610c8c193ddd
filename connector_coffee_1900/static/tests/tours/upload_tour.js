/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {registry} from "@web/core/registry";

/* Put a file that the server has under an address into the file input. */
async function chooseFile(name) {
    const response = await fetch(`/coffee_test/${name}`);
    const files = new DataTransfer();
    files.items.add(new File([await response.blob()], name, {type: "text/plain"}));
    const input = document.querySelector(".modal input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/* Start it on the form of a machine; the test leaves the files to upload. */
registry.category("web_tour.tours").add("coffee_1900_upload", {
    steps: () => [
        {
            content: "Upload files",
            trigger: ".o_form_statusbar button:contains(Upload Files)",
            run: "click",
        },
        {
            content: "Choose the first read",
            trigger: ".modal .o_field_many2many_binary button.o_attach",
            run: () => chooseFile("first.txt"),
        },
        {
            content: "Choose the second read",
            trigger: ".modal .o_attachment:contains(first.txt)",
            run: () => chooseFile("second.txt"),
        },
        {
            content: "See that both are there",
            trigger: ".modal .o_attachment:contains(second.txt)",
            run() {},
        },
        {
            content: "Look what an import would do",
            trigger: ".modal button[name=action_preview].btn-primary",
            run: "click",
        },
        {
            content: "See the sales between the two reads",
            trigger: ".modal .o_data_row:eq(1) [name=created]:contains(1)",
            run() {},
        },
        {
            content: "Import",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "See the files",
            trigger: ".o_list_view .o_data_row:contains(second.txt)",
            run() {},
        },
    ],
});
