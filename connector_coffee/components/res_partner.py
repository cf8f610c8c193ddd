# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal
from zlib import crc32

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import changed_by, mapping, only_create

SHOWN = 3  # contacts of like name that a question mentions


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
        likes = self._like_contacts(bindings)
        questions = [
            (badge, self._ask_for_review(badge, likes.get(badge.odoo_id.id)))
            for badge in bindings
        ]
        self.backend_record._add_checkpoints(
            [
                {
                    "model": "res.partner",
                    "res_id": badge.odoo_id.id,
                    "message": question,
                    "key": f"contact:{badge.coffee_id}",
                }
                for badge, question in questions
                if question
            ]
        )
        return bindings

    def _like_contacts(self, badges):
        """Find the contacts of like name or e-mail as those of badges, with one query.

        :return: dict of id of a contact to ``res.partner``, the other ones like it
        """
        query = """WITH likes AS (
                SELECT ours.id AS id, other.id AS other_id
                FROM res_partner AS ours
                JOIN res_partner AS other ON lower(other.name) = lower(ours.name)
                WHERE ours.id = ANY(%(ids)s)
                UNION
                SELECT ours.id, other.id
                FROM res_partner AS ours
                JOIN res_partner AS other USING (email_normalized)
                WHERE ours.id = ANY(%(ids)s)
            )
            SELECT likes.id, array_agg(other.id ORDER BY other.id)
            FROM likes JOIN res_partner AS other ON other.id = likes.other_id
            WHERE other.active AND other.id != likes.id
            AND (other.company_id IS NULL OR other.company_id = %(company)s)
            GROUP BY likes.id"""
        company = self.backend_record.company_id
        self.env.flush_all()
        self.env.cr.execute(query, {"ids": badges.odoo_id.ids, "company": company.id})
        contacts = self.env["res.partner"]
        return {own: contacts.browse(others) for own, others in self.env.cr.fetchall()}

    def _ask_for_review(self, badge, others):
        """Return what to look at: a company needs what a person does without.

        :param others: ``res.partner`` of like name or e-mail, ``None`` if there is none
        :return: str, empty if there is nothing
        """
        if badge.company_name and not badge.vat:
            return _("New contact %s: VAT number can be missing.", badge.name)
        if others:
            return _(
                "New contact %(name)s: does this contact already exist? Odoo has "
                "%(others)s.",
                name=badge.name,
                others=", ".join(others.mapped("display_name")[:SHOWN]),
            )
        return ""


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
