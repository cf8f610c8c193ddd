# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeePresenceBatchImporter(Component):
    """Import what machines keep lists of, and notice what was deleted there.

    A list of what has changed says nothing of what is gone. Yet a machine that has
    fewer records than Odoo knows of it must have lost some: then all are read once.
    """

    _name = "coffee.presence.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.product.product", "coffee.res.partner"]

    def _after_page(self, page, sync):
        """After the last page, ask people about what the machine has no more."""
        result = super()._after_page(page, sync)
        if not page.more and page.present is not None:
            bindings, removed = self._expected(), self._removed()
            if len(bindings) + len(removed) > page.present:
                self._tell_missing(bindings, removed)
        return result

    def _expected(self):
        """Return the records that should be on the machine."""
        return self.model.with_context(active_test=False).search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("coffee_id", "!=", False),
                ("to_create", "=", False),
                ("missing", "=", False),
            ]
        )

    def _removed(self):
        """Return what was deleted in Odoo, and may still be on the machine."""
        removals = self.env["coffee.removal"]
        return removals._of(self.backend_record, self.model._name)

    def _tell_missing(self, bindings, removed):
        """Make a checkpoint of each record that the machine does not have.

        :param removed: what Odoo does not have either, and need not remember then
        """
        present = self.backend_adapter.read_ids()
        removed.filtered(lambda gone: gone.coffee_id not in present).unlink()
        exporter = self.component(usage="record.exporter")
        for binding in bindings:
            if binding.coffee_id not in present:
                exporter.on_missing(binding)
