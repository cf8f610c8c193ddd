# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeRefusedError,
    CoffeeRetryableError,
)
from odoo.addons.connector_coffee_1900.htcpcp import OutOfStock

from coffee_machines import Fault

from .common import Coffee1900Case
from .whole_pot import WholePot


class TestHtcpcp(Coffee1900Case):
    machine_options = {"seed": 7, "brews": 10, "drinks": 5, "cards": 2}

    def setUp(self):
        super().setUp()
        self.work = self.enterContext(self.backend.work_on("coffee.backend"))

    def pot(self, path="/pot-0"):
        self.backend.location = f"coffee://127.0.0.1:{self.machine.port}{path}"
        return WholePot(self.work.component(usage="backend.adapter"))

    def test_given_pot_when_brew_then_poured_and_safe(self):
        answer = self.pot().brew("milk-type=Skim; 2, syrup-type=Vanilla", "3")

        (brew,) = self.machine.poured
        self.assertEqual(brew.selection, 3)
        self.assertEqual(brew.additions, ("milk-type=Skim", "syrup-type=Vanilla"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Safe"], "if-user-awake")

    def test_given_pot_when_post_then_poured_as_well(self):
        self.pot("/pot-1").post()

        request = self.machine.requests[-1]
        self.assertEqual((request.method, request.path), ("POST", "/pot-1"))
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_slow_machine_when_brew_when_stop_then_states_tell(self):
        self.machine.brew_seconds = 60
        pot = self.pot()

        started = pot.brew("Skim", "2").status_code
        brewing = pot.state("PROPFIND")
        milk = pot.when().text.strip()
        pot.stop()

        self.assertEqual(started, 202)
        self.assertEqual((brewing["selection"], brewing["milk"]), ("2", "pouring"))
        self.assertEqual(brewing["additions"], "milk-type=Skim")
        self.assertEqual(milk, "The milk has stopped.")
        self.assertEqual(pot.state()["state"], "ready")
        self.assertEqual(len(self.machine.poured), 1)

    def assert_refused(self, kind, pattern, pot=None, **brew):
        """Assert which error a brew raises, and that nothing was poured."""
        with self.assertRaisesRegex(kind, pattern) as caught:
            (pot or self.pot()).brew(**brew)
        self.assertNotIsInstance(caught.exception, CoffeeOutcomeUnknownError)
        self.assertEqual(self.machine.poured, [])
        return caught.exception

    def test_given_several_pots_when_none_chosen_then_error_lists_coffee_pots(self):
        pot = self.pot()
        pot.url = f"http://127.0.0.1:{self.machine.port}/"

        self.assert_refused(
            CoffeeConfigurationError, r"Location.* /pot-0, /pot-1\.", pot
        )

    def test_given_teapot_when_brew_then_configuration_error(self):
        self.assert_refused(
            CoffeeConfigurationError, "Location.*/pot-2 is a teapot", self.pot("/pot-2")
        )

    def test_given_no_such_drink_or_pot_when_brew_then_configuration_error(self):
        self.assert_refused(CoffeeConfigurationError, "nothing at", selection="99")
        self.assert_refused(CoffeeConfigurationError, "nothing at", self.pot("/pot-9"))

    def test_given_wrong_password_when_brew_then_configuration_error(self):
        self.machine.username, self.machine.password = "pot", "secret"

        error = self.assert_refused(CoffeeConfigurationError, "User and Password")

        self.assertNotIn("secret", str(error))

    def test_given_password_when_brew_then_poured(self):
        self.machine.username, self.machine.password = "pot", "ßecret"
        self.backend.write({"username": "pot", "password": "ßecret"})

        self.pot().brew()

        self.assertEqual(len(self.machine.poured), 1)

    def test_given_addition_that_it_lacks_when_brew_then_error_lists_all(self):
        error = self.assert_refused(
            CoffeeRefusedError, "It has", wanted="alcohol-type=Absinthe"
        )

        for addition in self.machine.additions:
            self.assertIn(addition, str(error))

    def test_given_offensive_combination_when_brew_then_refused(self):
        self.assert_refused(
            CoffeeRefusedError,
            "combination.*offends",
            wanted="milk-type=Skim, syrup-type=Chocolate",
        )

    def test_given_no_additions_when_brew_then_error_and_nothing_sent(self):
        self.assert_refused(CoffeeConfigurationError, "Additions", wanted="a b")

        self.assertFalse(self.machine.requests)

    def test_given_busy_when_brew_then_retry_when_it_says(self):
        self.machine.busy = True

        error = self.assert_refused(CoffeeRetryableError, "another coffee")

        self.assertEqual(error.seconds, 5)

    def test_given_busy_for_ever_when_brew_then_retry_without_its_number(self):
        headers = {"Server": "HTCPCP", "Retry-After": "9" * 5000}
        self.machine.faults.add(Fault("status", status=503, headers=headers))

        error = self.assert_refused(CoffeeRetryableError, "cannot brew now")

        self.assertIsNone(error.seconds)

    def test_given_no_milk_when_brew_then_error_says_what_is_missing(self):
        self.machine.set_level("milk", 0)
        drink = next(d for d in self.machine.drinks.values() if "milk" in d.recipe)

        error = self.assert_refused(
            OutOfStock, "Out of milk", selection=str(drink.selection)
        )

        (alert,) = error.alerts
        self.assertEqual(
            (alert.external_id, alert.message), ("EDJ", "Milk is missing.")
        )

    def test_given_machine_off_when_brew_then_retry_for_nothing_was_poured(self):
        pot = self.pot()
        self.machine.stop()

        self.assert_refused(CoffeeRetryableError, "No answer", pot)

    def test_given_no_clear_answer_when_brew_then_outcome_unknown(self):
        for kind, options in (
            ("drop", {}),
            ("drop_answer", {}),
            ("tear", {}),
            ("cut", {}),
            ("status", {"status": 500}),
            ("status", {"status": 504}),
        ):
            with self.subTest(kind=kind, **options):
                self.machine.faults.add(Fault(kind, "BREW", **options))

                with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "Look at"):
                    self.pot().brew()

    def test_given_redirect_when_brew_then_outcome_unknown_and_not_followed(self):
        headers = {"Location": "/pot-1"}
        self.machine.faults.add(Fault("status", status=307, headers=headers))

        with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "307"):
            self.pot().brew()

        self.assertEqual(len(self.machine.requests), 1)

    def test_given_connection_broken_when_state_then_retry(self):
        self.machine.faults.add(Fault("drop_answer", "GET"))

        with self.assertRaisesRegex(CoffeeRetryableError, "No answer"):
            self.pot().state()

        self.assertEqual(self.machine.poured, [])
