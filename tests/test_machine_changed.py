# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A machine whose version was changed: positions of one mean nothing to the other."""

from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from coffee_machines import Coffee1900, Coffee2900


class TestVersionChanged(CoffeeMachineCase):
    machine_class = Coffee1900
    machine_options = {"seed": 7, "brews": 20, "drinks": 3, "cards": 2}

    def setUp(self):
        super().setUp()
        self.old = self.machine
        self.new = self.enterContext(Coffee2900(**{**self.machine_options, "seed": 8}))
        self.import_flow("coffee.brew")

    def put(self, machine):
        """Say in Odoo that another machine stands there."""
        self.backend.write(
            {
                "version": machine.version,
                "location": machine.location,
                "username": machine.username,
                "password": machine.password,
            }
        )

    def brews(self):
        return self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])

    def waiting(self):
        return self.env["coffee.checkpoint"]._waiting(self.backend, "machine:%")

    def test_given_other_version_and_back_when_import_then_asks_and_never_raises(self):
        self.put(self.new)

        self.import_flow("coffee.brew")
        asked = self.waiting()
        self.backend.action_machine_replaced()
        self.import_flow("coffee.brew")
        self.put(self.old)
        self.import_flow("coffee.brew")
        asked_again = self.waiting()
        self.backend.action_machine_replaced()
        self.import_flow("coffee.brew")

        self.assertIn("Version", asked.message)
        self.assertIn("Version", asked_again.message)
        self.assertNotEqual(asked, asked_again)
        self.assertEqual(self.backend._flow_of("coffee.brew").generation, 3)
        # the sales of the first machine are known when it is back
        self.assertEqual(len(self.brews()), 40)

    def test_given_other_version_when_it_is_the_same_then_no_error_and_none_lost(self):
        before = self.brews()
        self.put(self.new)
        self.import_flow("coffee.brew")

        self.backend.action_same_machine()
        self.import_flow("coffee.brew")
        self.put(self.old)
        self.import_flow("coffee.brew")
        self.backend.action_same_machine()
        self.import_flow("coffee.brew")

        self.assertLessEqual(before, self.brews())

    def test_given_position_of_other_format_when_import_then_asks(self):
        self.backend._flow_of("coffee.brew").position = "WyJicmV3cyIsIDAsIDldXQ"

        self.import_flow("coffee.brew")

        self.assertIn("position", self.waiting().message)
        self.assertEqual(len(self.brews()), 20)
