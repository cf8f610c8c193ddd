# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping


class CoffeeConsumableImportMapper(Component):
    """Turn a level into a consumable."""

    _name = "coffee.consumable.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.consumable"]

    direct = [("name", "name"), ("unit", "unit")]

    @mapping
    def amounts(self, row):
        return {
            "level": float(row.level),
            "capacity": float(row.capacity),
            "minimum": float(row.minimum),
        }


class CoffeeConsumableBatchImporter(Component):
    """Import levels, and the faults that a machine tells with them."""

    _name = "coffee.consumable.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.consumable"]

    def _after_page(self, page, sync):
        """Open a checkpoint for each new fault, close those of faults that are over."""
        if page.alerts is None:
            return
        faults = self.env["coffee.checkpoint"]._faults(self.backend_record)
        active = {alert.key: alert for alert in page.alerts}
        faults.filtered(lambda fault: fault.key not in active)._end_faults()
        checkpoints = self.env["coffee.checkpoint"]
        checkpoints._add_faults(self.backend_record, active.values(), sync)
        self.backend_record._note_blocked(a.blocking for a in active.values())
        state = self.backend_record.state
        if active and state == "ready":
            self.backend_record._set_state("attention")
        elif not active and state == "attention":
            self.backend_record._set_state("ready")
