# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models


class CoffeeBinding(models.AbstractModel):
    """The jobs that write a record to its machine."""

    _inherit = "coffee.binding"

    def _enqueue_export(self):
        """Enqueue an export of each record, unless one waits already."""
        for binding in self.sudo():
            binding.with_delay(
                description=_(
                    "%(machine)s: export %(record)s",
                    machine=binding.backend_id.name,
                    record=binding.display_name,
                ),
                identity_key=f"coffee.export:{binding._name}:{binding.id}",
            ).export_record()

    def _enqueue_delete(self):
        """Enqueue the deletion of each record on its machine."""
        for binding in self.sudo():
            backend = binding.backend_id
            self.env[binding._name].with_delay(
                description=_(
                    "%(machine)s: delete %(record)s",
                    machine=backend.name,
                    record=binding.display_name,
                ),
                identity_key=(
                    f"coffee.delete:{backend.id}:{binding._name}:{binding.coffee_id}"
                ),
            ).export_delete(backend, binding.coffee_id)
