# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestExportPartner(Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create(
            {"name": "Grace Dubois", "email": "grace@example.com"}
        )

    def give_badge(self, uid="04A224B9", **values):
        """Type a badge number for the partner, as a person does."""
        return self.env["coffee.res.partner"].create(
            {
                "backend_id": self.backend.id,
                "odoo_id": self.partner.id,
                "coffee_id": uid,
                **values,
            }
        )

    def test_given_badge_number_when_export_then_machine_has_the_card(self):
        jobs = self.run_jobs(lambda: self.give_badge(credit_on_badge=12.5))

        card = self.machine.cards["04A224B9"]
        self.assertEqual(jobs, 1)
        self.assertEqual(
            (card.name, card.email, card.credit, card.active),
            ("Grace Dubois", "grace@example.com", 1250, True),
        )
        binding = self.partner.coffee_bind_ids
        self.assertEqual((binding.etag, binding.to_create), (card.etag, False))

    def test_given_contact_changed_when_export_then_only_that_is_sent(self):
        self.run_jobs(lambda: self.give_badge(credit_on_badge=12.5))
        self.machine.requests.clear()

        self.run_jobs(lambda: self.partner.write({"email": "g.dubois@example.com"}))

        self.assertEqual(self.machine.cards["04A224B9"].email, "g.dubois@example.com")
        self.assertEqual(self.sent("PUT"), [("PUT", "/v1/cards/04A224B9")])
        self.assertNotIn(b"credit", self.machine.requests[-1].body)

    def test_given_email_emptied_when_export_then_machine_has_none(self):
        self.run_jobs(self.give_badge)

        self.run_jobs(lambda: self.partner.write({"email": False}))

        self.assertIsNone(self.machine.cards["04A224B9"].email)

    def test_given_badge_exists_there_when_ask_then_checkpoint_and_both_stay(self):
        self.machine.add_card("04A224B9", "Somebody else")

        self.run_jobs(self.give_badge)

        self.assertEqual(self.machine.cards["04A224B9"].name, "Somebody else")
        self.assertIn("Somebody else", self.checkpoints().message)
        self.assertIn("Grace Dubois", self.checkpoints().message)

    def test_given_badge_exists_there_when_person_decides_then_odoo_wins(self):
        self.machine.add_card("04A224B9", "Somebody else")
        self.run_jobs(self.give_badge)

        self.run_jobs(self.partner.coffee_bind_ids.action_export)

        self.assertEqual(self.machine.cards["04A224B9"].name, "Grace Dubois")

    def test_given_badge_exists_there_when_odoo_wins_then_it_is_his(self):
        self.backend.conflict_policy = "odoo"
        self.machine.add_card("04A224B9", "Somebody else")

        self.run_jobs(self.give_badge)

        self.assertEqual(self.machine.cards["04A224B9"].name, "Grace Dubois")

    def test_given_somebody_pays_at_machine_when_credit_changed_then_conflict(self):
        self.run_jobs(lambda: self.give_badge(credit_on_badge=12.5))
        self.machine.pour("0", card="04A224B9")
        left = self.machine.cards["04A224B9"].credit

        self.run_jobs(
            lambda: self.partner.coffee_bind_ids.write({"credit_on_badge": 20})
        )

        self.assertEqual(self.machine.cards["04A224B9"].credit, left)
        self.assertIn("credit", self.checkpoints().message)

    def test_given_contact_archived_then_badge_is_blocked_until_restored(self):
        self.run_jobs(self.give_badge)

        self.run_jobs(self.partner.action_archive)
        blocked = self.machine.cards["04A224B9"].active
        self.import_flow("coffee.res.partner")
        self.run_jobs(self.partner.action_unarchive)

        self.assertFalse(blocked)
        self.assertTrue(self.machine.cards["04A224B9"].active)

    def test_given_contact_deleted_then_badge_is_blocked(self):
        self.run_jobs(self.give_badge)

        self.run_jobs(self.partner.unlink)

        self.assertFalse(self.machine.cards["04A224B9"].active)

    def test_given_imported_cards_then_nothing_is_sent_back(self):
        with self.trap_jobs() as trap:
            self.env["coffee.res.partner"].import_page(self.backend)
            self.env.cr.flush()

        trap.assert_jobs_count(0)
        self.assertEqual(self.sent("PUT", "POST", "DELETE"), [])
