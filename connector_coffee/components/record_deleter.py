# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import IDMissingInBackend


class CoffeeRecordDeleter(Component):
    """Delete one record on a machine."""

    _name = "coffee.record.deleter"
    _inherit = ["base.deleter", "coffee.base"]
    _usage = "record.deleter"

    def run(self, external_id):
        """Delete a record that is gone in Odoo.

        :return: str, what was done
        """
        try:
            self.backend_adapter.delete(external_id)
        except IDMissingInBackend:
            return _("The machine did not have it any more.")
        return _("Deleted on the machine.")
