/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// Milliseconds after which "5 minutes ago" is written anew
const TICK = 20000;

class CoffeeField extends Component {
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }
}

/** Bars with a name and a text each: levels, and what is being imported. */
export class CoffeeBars extends CoffeeField {
    static template = "connector_coffee.Bars";

    colour(bar) {
        if (bar.low) {
            return "text-bg-danger bg-danger";
        }
        return bar.moving ? "text-bg-info bg-info" : "text-bg-success bg-success";
    }
}

/** What a machine can do, a line for each flow. */
export class CoffeeAbilities extends CoffeeField {
    static template = "connector_coffee.Abilities";
}

/** The steps of a selection field: done, at hand, to come. */
export class CoffeeSteps extends CoffeeField {
    static template = "connector_coffee.Steps";

    get steps() {
        const {selection} = this.props.record.fields[this.props.name];
        const current = selection.findIndex(([value]) => value === this.value);
        return selection.map(([value, label], index) => ({
            value,
            label,
            number: index + 1,
            done: index < current,
            current: index === current,
        }));
    }
}

/** How long ago, or in how much time, a moment is. */
export class CoffeeAgo extends CoffeeField {
    static template = "connector_coffee.Ago";

    setup() {
        // Drawn anew on each tick, for the text depends on the clock
        this.clock = useState({tick: 0});
        onMounted(() => {
            this.timer = browser.setInterval(() => this.clock.tick++, TICK);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get text() {
        return this.clock.tick >= 0 && this.value ? this.value.toRelative() : "";
    }

    get title() {
        return this.value ? this.value.toLocaleString(luxon.DateTime.DATETIME_MED) : "";
    }
}

const fields = registry.category("fields");
fields.add("coffee_bars", {component: CoffeeBars, supportedTypes: ["json"]});
fields.add("coffee_abilities", {component: CoffeeAbilities, supportedTypes: ["json"]});
fields.add("coffee_steps", {component: CoffeeSteps, supportedTypes: ["selection"]});
fields.add("coffee_ago", {component: CoffeeAgo, supportedTypes: ["datetime"]});
