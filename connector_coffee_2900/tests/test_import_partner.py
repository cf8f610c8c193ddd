# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestImportPartner(Coffee2900Case):
    def test_given_cards_when_import_then_contacts_with_review(self):
        self.import_flow("coffee.res.partner")

        bindings = self.env["coffee.res.partner"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(
            {(b.coffee_id, b.name, round(b.credit_on_badge * 100)) for b in bindings},
            {(c.uid, c.name, c.credit) for c in self.machine.cards.values()},
        )
        with_company = {c.uid for c in self.machine.cards.values() if c.company}
        asked = self.questions()
        self.assertTrue(0 < len(with_company) < len(bindings))
        self.assertEqual(set(asked), with_company)
        for message in asked.values():
            self.assertIn("VAT number can be missing", message)

    def questions(self):
        """Return what is asked about new contacts, by badge number."""
        checkpoints = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("model", "=", "res.partner")]
        )
        badges = self.env["coffee.res.partner"].search(
            [("backend_id", "=", self.backend.id)]
        )
        uids = {badge.odoo_id.id: badge.coffee_id for badge in badges}
        return {uids[c.res_id]: c.message for c in checkpoints}

    def test_given_contact_of_like_name_or_mail_when_import_then_asked(self):
        for card in self.machine.cards.values():
            self.machine.change_card(card.uid, company=None)
        named, mailed, foreign, gone, twin, other = self.machine.cards.values()
        self.machine.change_card(named.uid, name="Ada Lovelace")
        self.machine.change_card(other.uid, name=twin.name, email=None)
        self.machine.change_card(twin.uid, email="twin@example.com")
        self.machine.change_card(mailed.uid, email="grace@example.com")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            [
                {"name": "ADA LOVELACE"},
                {"name": "Grace Hopper", "email": "Grace@Example.com"},
                {"name": foreign.name, "company_id": company.id},
                {"name": gone.name, "active": False},
            ]
        )

        self.import_flow("coffee.res.partner")

        asked = self.questions()
        self.assertEqual(set(asked), {named.uid, mailed.uid, twin.uid, other.uid})
        self.assertEqual(
            asked[mailed.uid],
            f"New contact {mailed.name}: does this contact already exist? Odoo has "
            "Grace Hopper.",
        )

    def test_given_brews_when_import_then_badge_holders_come_along(self):
        self.import_flow("coffee.brew")

        brews = self.env["coffee.brew"].search(
            [("backend_id", "=", self.backend.id), ("card", "!=", False)]
        )
        self.assertTrue(brews)
        self.assertEqual(
            [brew.card for brew in brews], [brew.card_id.coffee_id for brew in brews]
        )

    def merged(self):
        """Merge the holders of two badges into one contact, as a person does.

        :return: the bindings, the contact as the second card has it
        """
        first, second = list(self.machine.cards)[:2]
        self.machine.change_card(first, company="Beans Ltd", active=True)
        self.machine.change_card(second, company="Milk Inc", active=True)
        self.import_flow("coffee.res.partner")
        bindings = self.env["coffee.res.partner"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("coffee_id", "in", [first, second]),
            ]
        )
        one = bindings.filtered(lambda badge: badge.coffee_id == first)
        other = bindings - one
        contacts = one.odoo_id | other.odoo_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        self.run_jobs(lambda: wizard._merge(contacts.ids, other.odoo_id))
        self.env.invalidate_all()
        return one, other

    def disagreements(self):
        return self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("key", "like", "cards:%")]
        )

    def import_all(self):
        self.backend._flow_of("coffee.res.partner").action_start_over()
        self.import_flow("coffee.res.partner")

    def test_given_merged_holders_when_imported_thrice_then_asked_once(self):
        one, other = self.merged()
        contact = other.odoo_id

        names = []
        for _time in range(3):
            self.import_all()
            names.append((contact.name, contact.company_name))
        self.disagreements().action_review()
        self.import_all()

        name = self.machine.cards[other.coffee_id].name
        self.assertEqual(one.odoo_id, contact)
        self.assertEqual(names, [(name, "Milk Inc")] * 3)
        asked = self.disagreements()
        self.assertEqual((len(asked), asked.count, asked.res_id), (1, 1, contact.id))
        self.assertIn("Beans Ltd", asked.message)
        self.assertEqual(asked.state, "reviewed")

    def test_given_merged_holders_when_card_says_something_new_then_asked_again(self):
        one, _other = self.merged()
        self.import_all()

        self.machine.change_card(one.coffee_id, company="Sugar plc")
        self.machine.change_card(one.coffee_id, credit=4321)
        self.import_flow("coffee.res.partner")

        self.assertEqual(one.credit_on_badge, 43.21)
        self.assertEqual(len(self.disagreements()), 2)
        self.assertIn("Sugar plc", self.disagreements()[0].message)
