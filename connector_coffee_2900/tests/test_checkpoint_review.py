# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from .common import Coffee2900Case


class TestCheckpointReview(Coffee2900Case):
    def test_given_refused_update_then_checkpoint_shows_both_sides(self):
        self.import_flow("coffee.brew")
        brew = self.machine.brews[-1]
        known = brew.result
        brew.result = "exploded"
        self.backend._flow_of("coffee.brew").position = False

        self.import_flow("coffee.brew")

        (checkpoint,) = self.checkpoints()
        self.assertEqual(checkpoint.kind, "row")
        self.assertEqual(checkpoint.field_name, "result")
        self.assertIn("exploded", checkpoint.value_seen)
        self.assertEqual(checkpoint.value_expected, known)
        record = self.env[checkpoint.model].browse(checkpoint.res_id)
        self.assertEqual(record.coffee_id, brew.id)

    def test_given_refused_new_row_then_checkpoint_shows_one_side(self):
        self.machine.brews[-1].result = "exploded"

        self.import_flow("coffee.brew")

        (checkpoint,) = self.checkpoints()
        self.assertIn("exploded", checkpoint.value_seen)
        self.assertFalse(checkpoint.value_expected)
        self.assertFalse(checkpoint.res_id)
        self.assertTrue(checkpoint.reason)

    def test_given_many_kinds_then_each_is_called_by_its_name(self):
        contact = self.env["res.partner"].create({"name": "Ada"})
        add = self.backend.add_checkpoint

        kinds = [
            add(message="m", key="alert:tray").kind,
            add(message="m", key="identity:clock").kind,
            add(message="m", key="conflict:coffee.product.product:1").kind,
            add(message="m", key="order:1").kind,
            add(message="m", model="res.partner", record_id=contact.id).kind,
            add(message="m").kind,
        ]

        self.assertEqual(
            kinds, ["fault", "identity", "export", "order", "contact", "other"]
        )

    def to_review(self):
        """Return what the list *Checkpoints* shows of this machine to begin with."""
        arch = self.env["coffee.checkpoint"].get_view(view_type="search")["arch"]
        (filter_,) = etree.fromstring(arch).xpath("//filter[@name='need_review']")
        ours = ("backend_id", "=", self.backend.id)
        found = self.env["coffee.checkpoint"].search(
            [ours, *safe_eval(filter_.get("domain"))]
        )
        self.assertEqual(self.backend.checkpoint_count, len(found))
        others = self.env["coffee.checkpoint"].search([ours]) - found
        answer = self.env["coffee.checkpoint"].search([ours, ("waits", "!=", True)])
        self.assertEqual(others, answer)
        self.assertEqual(found, (found | others).filtered("waits"))
        return found.mapped("key")

    def test_given_archived_machine_then_only_what_it_still_has_waits(self):
        self.backend.add_checkpoint(message="m", key="alert:tray")
        self.backend.add_checkpoint(message="m", key="order:1")
        self.backend.add_checkpoint(message="m", key="removed:coffee.res.partner:1")
        self.assertEqual(len(self.to_review()), 3)

        self.backend.action_archive()
        self.env.invalidate_all()
        archived = self.to_review()
        self.backend.action_unarchive()
        self.env.invalidate_all()

        self.assertEqual(archived, ["removed:coffee.res.partner:1"])
        self.assertEqual(len(self.to_review()), 3)

    def test_given_many_kinds_then_what_is_urgent_comes_first(self):
        for key in ("contact:1", "row:1", "identity:twin", "alert:tray", "order:1"):
            self.backend.add_checkpoint(message="m", key=key)

        kinds = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id)]
        )

        self.assertEqual(
            kinds.mapped("kind"), ["order", "fault", "identity", "row", "contact"]
        )

    def test_given_many_when_reviewed_in_bulk_then_none_waits(self):
        for number in range(3):
            self.backend.add_checkpoint(message="m", key=f"alert:{number}")
        self.assertEqual(self.backend.checkpoint_count, 3)

        self.checkpoints().action_review()
        self.env.invalidate_all()

        self.assertEqual(self.backend.checkpoint_count, 0)
        reviewed = self.checkpoints().mapped("reviewed_by_id")
        self.assertEqual(reviewed, self.env.user)
