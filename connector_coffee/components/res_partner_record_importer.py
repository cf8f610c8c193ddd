# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from zlib import crc32

from odoo import _

from odoo.addons.component.core import Component


class CoffeeResPartnerRecordImporter(Component):
    """Import badge holders; somebody has a look at each new contact."""

    _name = "coffee.res.partner.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.res.partner"]

    def _plan_row(self, plan, row, binding, references):
        """Leave a contact with several badges to a person where its cards differ.

        Else the contact would be as the card that was read last, and change at every
        import for ever.
        """
        updates = len(plan.updates)
        super()._plan_row(plan, row, binding, references)
        if len(plan.updates) == updates or len(binding.odoo_id.coffee_bind_ids) < 2:
            return
        _row, _binding, changes = plan.updates.pop()
        differences = {
            name: changes.pop(name)
            for name in list(changes)
            if binding._fields[name].inherited
        }
        if changes:
            plan.updates.append((row, binding, changes))
        else:
            plan.unchanged += 1
        if differences:
            self._ask_which(plan, binding, differences)

    def _ask_which(self, plan, binding, differences):
        """Ask once what a contact is, of which a card says something else.

        :param differences: dict of field to value on the card
        """
        said = sorted((name, value or "-") for name, value in differences.items())
        key = self._checkpoint_key(binding, said)
        asked = [("backend_id", "=", self.backend_record.id), ("key", "=", key)]
        if self.env["coffee.checkpoint"].search_count(asked, limit=1):
            return
        told = [
            _(
                "%(field)s is %(theirs)s there, %(ours)s in Odoo",
                field=name,
                theirs=theirs,
                ours=binding[name] or "-",
            )
            for name, theirs in said
        ]
        message = _(
            "%(contact)s has several badges, and badge %(badge)s says something else: "
            "%(differences)s. The contact stays as it is. If the card is right, "
            "correct the contact in Odoo, else the card on the machine.",
            contact=binding.odoo_id.display_name,
            badge=binding.coffee_id,
            differences="; ".join(told),
        )
        values = {"model": "res.partner", "res_id": binding.odoo_id.id, "key": key}
        plan.questions.append({**values, "message": message})

    def _checkpoint_key(self, binding, said):
        """Return a key for this card and what it says: that is asked once."""
        return f"cards:{binding.coffee_id}:{crc32(repr(said).encode()):08x}"

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
