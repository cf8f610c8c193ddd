/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {registry} from "@web/core/registry";

/* Put a file into the file input. */
function choose(file) {
    const files = new DataTransfer();
    files.items.add(file);
    const input = document.querySelector(".modal input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/* Choose a file that the server has under an address. */
async function chooseFile(name) {
    const response = await fetch(`/coffee_test/${name}`);
    choose(new File([await response.blob()], name, {type: "text/plain"}));
}

/* Note on the dialog that a message was shown: on 17.0 steps look nowhere else. */
async function noteMessage(text) {
    while (!document.querySelector(".o_notification")?.textContent.includes(text)) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    document.querySelector(".modal-body").dataset.told = text;
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
            content: "Choose a file without a byte",
            trigger: ".modal-body .o_field_widget[name=attachment_ids] button.o_attach",
            async run() {
                choose(new File([], "empty.txt", {type: "text/plain"}));
                await noteMessage("empty.txt is empty");
            },
        },
        {
            content: "See which one is empty",
            trigger: ".modal-body[data-told='empty.txt is empty']",
            run() {
                // There is nothing to click
            },
        },
        {
            content: "Choose an audit",
            trigger: ".modal-body .o_field_widget[name=attachment_ids] button.o_attach",
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
