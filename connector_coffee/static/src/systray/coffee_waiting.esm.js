/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {Component, onMounted, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {useCoffeeChanges} from "@connector_coffee/live/changes_service.esm";
import {useService} from "@web/core/utils/hooks";

/** How many checkpoints wait, in the top bar of those who review them. */
export class CoffeeWaiting extends Component {
    static template = "connector_coffee.Waiting";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.title = _t("Checkpoints of coffee machines to review");
        this.state = useState({count: 0});
        const read = async () => {
            this.state.count = await this.orm.searchCount("coffee.checkpoint", [
                ["waits", "=", true],
            ]);
        };
        onMounted(read);
        useCoffeeChanges(read);
    }

    open() {
        this.action.doAction("connector_coffee.coffee_checkpoint_action", {
            clearBreadcrumbs: true,
        });
    }
}

if (session.coffee_manager) {
    registry
        .category("systray")
        .add("connector_coffee.waiting", {Component: CoffeeWaiting}, {sequence: 30});
}
