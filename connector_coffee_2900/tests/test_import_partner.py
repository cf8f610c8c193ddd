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
        checkpoints = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("model", "=", "res.partner")]
        )
        self.assertEqual(set(checkpoints.mapped("res_id")), set(bindings.odoo_id.ids))
        with_company = {c.uid for c in self.machine.cards.values() if c.company}
        asked = checkpoints.filtered(lambda c: "VAT number can be missing" in c.message)
        self.assertTrue(0 < len(asked) < len(checkpoints))
        by_partner = {binding.odoo_id.id: binding.coffee_id for binding in bindings}
        self.assertEqual({by_partner[c.res_id] for c in asked}, with_company)

    def test_given_brews_when_import_then_badge_holders_come_along(self):
        self.import_flow("coffee.brew")

        brews = self.env["coffee.brew"].search(
            [("backend_id", "=", self.backend.id), ("card", "!=", False)]
        )
        self.assertTrue(brews)
        self.assertEqual(
            [brew.card for brew in brews], [brew.card_id.coffee_id for brew in brews]
        )
