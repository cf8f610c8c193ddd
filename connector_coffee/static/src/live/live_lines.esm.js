/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {registry} from "@web/core/registry";
import {useCoffeeChanges} from "@connector_coffee/live/changes_service.esm";

/** Lines on a form of another addon, read again when a machine has changed. */
export class CoffeeLiveLines extends X2ManyField {
    setup() {
        super.setup();
        useCoffeeChanges(async () => {
            const {record} = this.props;
            if (!record.isNew && !(await record.isDirty())) {
                await record.load();
            }
        });
    }
}

registry
    .category("fields")
    .add("coffee_live_lines", {...x2ManyField, component: CoffeeLiveLines});
