# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestImportConsumable(Coffee2900Case):
    def checkpoints(self):
        return self.env["coffee.checkpoint"]._waiting(self.backend, "alert:%")

    def test_given_levels_when_import_then_consumables(self):
        self.machine.set_level("milk", 10)

        self.import_flow("coffee.consumable")

        consumables = self.env["coffee.consumable"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(
            {(c.coffee_id, c.level, c.capacity, c.is_low) for c in consumables},
            {
                (code, level.level, level.capacity, level.level <= level.minimum)
                for code, level in self.machine.levels.items()
            },
        )

    def test_given_alert_when_over_then_checkpoint_closes_itself(self):
        self.machine.raise_alert("door", "error", "The door is open")
        self.import_flow("coffee.consumable")
        self.import_flow("coffee.consumable")
        self.assertEqual(self.checkpoints().mapped("message"), ["The door is open"])

        self.machine.clear_alert("door")
        self.import_flow("coffee.consumable")

        self.assertFalse(self.checkpoints())

    def test_given_fault_reviewed_while_it_lasts_then_new_only_when_it_is_new(self):
        self.machine.raise_alert("door", "error", "The door is open")
        self.import_flow("coffee.consumable")
        reviewed = self.checkpoints()
        reviewed.action_review()

        self.import_flow("coffee.consumable")

        self.assertFalse(self.checkpoints())
        self.assertTrue(reviewed.lasts)

        self.machine.clear_alert("door")
        self.import_flow("coffee.consumable")
        self.assertFalse(reviewed.lasts)
        self.machine.raise_alert("door", "error", "The door is open")
        self.import_flow("coffee.consumable")

        self.assertEqual(self.checkpoints().mapped("message"), ["The door is open"])
        self.assertNotEqual(self.checkpoints(), reviewed)
        self.assertEqual(reviewed.reviewed_by_id, self.env.user)
