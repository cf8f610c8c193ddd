# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.tests.pour import PourMixin

from machines import Fault

from .common import Coffee1900Case


class TestPour(PourMixin, Coffee1900Case):
    def test_given_drink_and_additions_when_poured_then_machine_pours_them(self):
        drink = self.drink("3")
        drink.additions = "milk-type=Skim, syrup-type=Vanilla"

        order = self.order(drink, "milk-type=Skim")

        (coffee,) = self.machine.poured
        self.assertEqual(str(coffee.selection), drink.coffee_id)
        self.assertEqual(coffee.additions, ("milk-type=Skim",))
        self.assertEqual(order.state, "poured")

    def test_given_second_pot_in_location_then_it_pours(self):
        self.backend.location = self.backend.location.replace("pot-0", "pot-1")

        self.order(self.drink("3"))

        self.assertEqual(self.machine.requests[-1].target, "/pot-1/3")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_teapot_then_refused_and_names_the_field(self):
        self.backend.location = self.backend.location.replace("pot-0", "pot-2")

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertRegex(order.message, "Location.*teapot")

    def test_given_unknown_addition_then_refused_with_those_it_has(self):
        drink = self.first_drink()
        drink.additions = "milk-type=Camel"

        order = self.order(drink, "milk-type=Camel")

        self.assertEqual(order.state, "refused")
        self.assertIn("milk-type=Skim", order.message)
        self.assertEqual(self.machine.poured, [])

    def test_given_offensive_combination_then_refused(self):
        drink = self.first_drink()
        drink.additions = "milk-type=Skim, syrup-type=Chocolate"

        order = self.order(drink, drink.additions)

        self.assertEqual(order.state, "refused")
        self.assertIn("offends", order.message)

    def test_given_empty_machine_then_refused_with_what_is_missing(self):
        self.machine.set_level("cups", 0)

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("Cups", order.message)

    def test_given_empty_machine_when_refilled_then_its_checkpoint_comes_and_goes(self):
        self.machine.set_level("cups", 0)
        self.order()
        self.order()

        alert = self.env["coffee.checkpoint"]._waiting(self.backend, "alert:%")
        self.import_flow("coffee.consumable")
        before = (alert.message, alert.state)
        self.machine.refill("cups")
        self.import_flow("coffee.consumable")

        self.assertEqual(before, ("Cups is missing.", "need_review"))
        self.assertEqual(alert.state, "reviewed")

    def test_given_started_then_poured(self):
        self.machine.brew_seconds = 0.1

        order = self.order()

        self.assertEqual(order.state, "poured")

    def test_given_no_answer_then_unknown_checkpoint_and_never_again(self):
        self.machine.faults.add(Fault("drop_answer", method="BREW"))

        order = self.order()
        order._pour()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "unknown")
        self.assertEqual(len(self.machine.poured), 1)
        self.assertIn("Look at the machine", self.checkpoints(order).message)
