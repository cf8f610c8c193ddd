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

/* Start it on the form of a machine; the test leaves the file to upload. */
registry.category("web_tour.tours").add("coffee_1900_upload", {
    steps: () => [
        {
            content: "Upload files",
            trigger: ".o_form_statusbar button:contains(Upload Files)",
            run: "click",
        },
        {
            content: "Choose an audit",
            trigger: ".modal-body .o_field_many2many_binary button.o_attach",
            run: () => chooseFile("audit.txt"),
        },
        {
            content: "See that it is there",
            trigger: ".modal-body .o_attachment:contains(audit.txt)",
            run: () => null,
        },
        {
            content: "Look what an import would do",
            trigger: ".modal-footer button[name=action_preview].btn-primary",
            run: "click",
        },
        {
            content: "See how many sales it brings",
            trigger: ".modal-body .o_data_row [name=created]:contains(1)",
            run: () => null,
        },
        {
            content: "Import",
            trigger: ".modal-footer button[name=action_import]",
            run: "click",
        },
        {
            content: "See the file",
            trigger: ".o_list_view .o_data_row:contains(audit.txt)",
            run: () => null,
        },
    ],
});
