# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component


class CoffeeResPartnerRecordImporter(Component):
    """Import badge holders; somebody has a look at each new contact."""

    _name = "coffee.res.partner.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.res.partner"]

    def _create(self, items):
        """Also ask for a review of what a machine cannot know of a contact."""
        bindings = super()._create(items)
        self.backend_record._add_checkpoints(
            [
                {
                    "model": "res.partner",
                    "res_id": binding.odoo_id.id,
                    "message": self._ask_for_review(binding),
                    "key": f"contact:{binding.coffee_id}",
                }
                for binding in bindings
            ]
        )
        return bindings

    def _ask_for_review(self, binding):
        """Return what to look at: a company needs what a person does without."""
        if binding.company_name and not binding.vat:
            return _("New contact %s: VAT number can be missing.", binding.name)
        return _("New contact %s: is he there already?", binding.name)
