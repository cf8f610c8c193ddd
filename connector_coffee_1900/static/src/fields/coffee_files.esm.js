/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";
import {FileInput} from "@web/core/file_input/file_input";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Names the empty files and uploads the others: Odoo 17.0 fails at an empty one. */
class CoffeeFileInput extends FileInput {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    get httpParams() {
        const params = super.httpParams;
        return {...params, ufile: params.ufile.filter((file) => file.size)};
    }

    async onFileInputChange() {
        const input = this.fileInputRef.el;
        for (const file of input.files) {
            if (!file.size) {
                this.notification.add(
                    _t(
                        "%s is empty and was not uploaded. Copy it from the machine or its card once more.",
                        file.name
                    ),
                    {type: "danger"}
                );
            }
        }
        if (this.httpParams.ufile.length) {
            await super.onFileInputChange();
        } else {
            // Else the same file could not be chosen again
            input.value = null;
        }
    }
}

class CoffeeFiles extends Many2ManyBinaryField {
    static components = {
        ...Many2ManyBinaryField.components,
        FileInput: CoffeeFileInput,
    };
}

registry
    .category("fields")
    .add("coffee_files", {...many2ManyBinaryField, component: CoffeeFiles});
