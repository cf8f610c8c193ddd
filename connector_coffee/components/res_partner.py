# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal
from zlib import crc32

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import changed_by, mapping, only_create


class CoffeeResPartnerImportMapper(Component):
    """Turn a badge holder into a contact and its binding."""

    _name = "coffee.res.partner.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.res.partner"]

    off_when_archived = ("badge_active",)
    exported_from = {"credit": "credit_on_badge"}

    direct = [
        ("name", "name"),
        ("email", "email"),
        ("company", "company_name"),
        ("active", "badge_active"),
    ]

    @only_create
    @mapping
    def company_id(self, row):
        return {"company_id": self.backend_record.company_id.id}

    @mapping
    def credit(self, row):
        return {
            "credit_on_badge": float(row.credit),
            "coffee_currency_id": self.currency(row).id,
        }


class CoffeeResPartnerExportMapper(Component):
    """Turn a badge holder into name, e-mail, credit and whether the badge is good."""

    _name = "coffee.res.partner.export.mapper"
    _inherit = "coffee.export.mapper"
    _apply_on = ["coffee.res.partner"]

    _withdrawn = {"active": False}

    direct = [("name", "name")]

    @only_create
    @mapping
    def uid(self, binding):
        return {"uid": binding.coffee_id}

    @changed_by("email")
    @mapping
    def email(self, binding):
        return {"email": binding.email or None}

    @changed_by("badge_active", "active")
    @mapping
    def active(self, binding):
        return {"active": binding.badge_active and binding.active}

    @changed_by("credit_on_badge")
    @mapping
    def credit(self, binding):
        """Give the credit in the currency that the machine has for this badge."""
        company = self.backend_record.company_id
        currency = binding.coffee_currency_id or company.currency_id
        credit = round(Decimal(binding.credit_on_badge), currency.decimal_places)
        return {"credit": credit, "currency": currency.name}


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


class CoffeeResPartnerListener(Component):
    """Watch the badges: who gets a number for a machine is made there."""

    _name = "coffee.res.partner.listener"
    _inherit = "coffee.binding.listener"
    _apply_on = ["coffee.res.partner"]


class CoffeePartnerListener(Component):
    """Watch the contacts behind the badges."""

    _name = "coffee.partner.listener"
    _inherit = "coffee.owner.listener"
    _apply_on = ["res.partner"]
