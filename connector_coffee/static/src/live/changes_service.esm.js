/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {EventBus, onWillUnmount} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

// Milliseconds between two readings: an import of many pages changes a lot
const PAUSE = 1000;

/**
 * Pass on what the server says of machines that have changed.
 *
 * One subscription for all screens: the bus of Odoo 17.0 cannot end one.
 */
export const changesService = {
    dependencies: ["bus_service"],
    start(env, {bus_service}) {
        const bus = new EventBus();
        bus_service.subscribe("coffee_changed", (change) =>
            bus.trigger("changed", change)
        );
        bus_service.start();
        return {bus};
    },
};
registry.category("services").add("coffee_changes", changesService);

/**
 * Call a function when a machine has changed: at once, then after a pause.
 *
 * @param {Function} read reads from the server what the component shows
 */
export function useCoffeeChanges(read) {
    const changes = useService("coffee_changes");
    let timer = null;
    let again = false;
    const run = async () => {
        again = false;
        timer = browser.setTimeout(() => {
            timer = null;
            if (again) {
                run();
            }
        }, PAUSE);
        await read();
    };
    useBus(changes.bus, "changed", () => {
        if (timer) {
            again = true;
        } else {
            run();
        }
    });
    onWillUnmount(() => browser.clearTimeout(timer));
}
