# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import Coffee2900Case


class TestImportBrew(Coffee2900Case):
    def brews(self):
        return self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])

    def test_given_log_when_import_then_brews_with_drink_amount_and_time(self):
        self.import_flow("coffee.brew")

        self.assertEqual(
            {
                (
                    brew.coffee_id,
                    brew.drink_id.coffee_id,
                    round(brew.amount * 100),
                    brew.started_at,
                    brew.payment,
                )
                for brew in self.brews()
            },
            {
                (
                    brew.id,
                    brew.drink_id,
                    brew.price,
                    brew.started_at.replace(microsecond=0, tzinfo=None),
                    brew.payment,
                )
                for brew in self.machine.brews
            },
        )

    def test_given_import_when_coffee_is_poured_then_next_import_adds_it(self):
        self.import_flow("coffee.brew")
        poured = self.machine.pour("0")

        self.import_flow("coffee.brew")

        self.assertEqual(len(self.brews()), len(self.machine.brews))
        self.assertIn(poured.id, self.brews().mapped("coffee_id"))

    def test_given_brew_that_came_to_nothing_then_no_cup_is_counted(self):
        self.machine.brews[3].result = "failed"
        self.machine.brews[7].result = "cancelled"
        poured = [brew for brew in self.machine.brews if brew.result == "poured"]
        self.assertLess(len(poured), len(self.machine.brews))

        self.import_flow("coffee.brew")

        self.assertEqual(len(self.brews()), len(self.machine.brews))
        self.assertEqual(sum(self.brews().mapped("quantity")), len(poured))

    def test_given_import_when_again_then_none_is_doubled(self):
        self.import_flow("coffee.brew")
        before = self.brews()

        self.import_flow("coffee.brew")

        self.assertEqual(self.brews(), before)
