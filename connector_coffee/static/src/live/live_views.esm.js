/** @odoo-module **/
// Copyright 2026 Coffee connector contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import {SearchPanel} from "@web/search/search_panel/search_panel";
import {formView} from "@web/views/form/form_view";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useCoffeeChanges} from "@connector_coffee/live/changes_service.esm";

/** Counts again what waits when a machine has changed. */
class LiveSearchPanel extends SearchPanel {
    setup() {
        super.setup(...arguments);
        useCoffeeChanges(async () => {
            await this.env.searchModel._reloadSections();
            await this.env.searchModel.sectionsPromise;
            this.updateActiveValues();
            this.render();
        });
    }
}

/**
 * Return a view that reads its records again when a machine has changed.
 *
 * @param {Object} view one of Odoo's
 * @param {Function} isBusy tells of the root of the model whether a person is at it
 * @returns {Object}
 */
function live(view, isBusy) {
    class LiveController extends view.Controller {
        setup() {
            super.setup(...arguments);
            useCoffeeChanges(async () => {
                const {root} = this.model;
                if (root && !(await isBusy(root))) {
                    await root.load();
                }
            });
        }
    }
    return {...view, Controller: LiveController, SearchPanel: LiveSearchPanel};
}

const isSelecting = (root) => root.selection && root.selection.length > 0;
const isEditing = async (root) => root.isNew || (await root.isDirty());

const views = registry.category("views");
views.add("coffee_live_kanban", live(kanbanView, isSelecting));
views.add("coffee_live_list", live(listView, isSelecting));
views.add("coffee_live_form", live(formView, isEditing));
