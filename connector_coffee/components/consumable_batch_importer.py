# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeConsumableBatchImporter(Component):
    """Import levels, and the faults that a machine tells with them."""

    _name = "coffee.consumable.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.consumable"]

    def _after_page(self, page, sync):
        """Open a checkpoint for each new fault, close those of faults that are over."""
        if page.alerts is None:
            return
        checkpoints = self.env["coffee.checkpoint"]
        waiting = checkpoints._waiting(self.backend_record, "alert:%")
        active = {f"alert:{alert.external_id}": alert for alert in page.alerts}
        waiting.filtered(lambda checkpoint: checkpoint.key not in active)._close()
        known = set(waiting.mapped("key"))
        self.backend_record._add_checkpoints(
            [
                {"message": alert.message, "key": key, "sync_id": sync.id}
                for key, alert in active.items()
                if key not in known
            ]
        )
        state = self.backend_record.state
        if active and state == "ready":
            self.backend_record._set_state("attention")
        elif not active and state == "attention":
            self.backend_record._set_state("ready")
