"""The pot of connector_coffee_1900 against django-htcpcp-tea, which is not ours."""

import subprocess
import unittest
from pathlib import Path

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeRefusedError,
    CoffeeRetryableError,
)
from odoo.addons.connector_coffee.tests.common import CoffeeCase
from odoo.addons.connector_coffee_1900.tests.whole_pot import WholePot

from provision import python
from provision.console import Failure

# setuptools: this Django needs distutils, which Python 3.12 does not have
REQUIREMENTS = "django-htcpcp-tea==0.8.1\nsetuptools<81\n"
STARTED = (201, 202)  # it goes on brewing
SERVER = Path(__file__).with_name("htcpcp_tea_server.py")


class TestHtcpcpInteroperability(CoffeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            interpreter = python.environment("htcpcp-tea", REQUIREMENTS)
        except Failure as failure:
            raise unittest.SkipTest(f"django-htcpcp-tea: {failure}") from failure
        cls.server = subprocess.Popen(
            [interpreter, SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(cls.stop_server)
        cls.port = int(cls.server.stdout.readline())

    @classmethod
    def stop_server(cls):
        cls.server.communicate("")

    def pot(self, path):
        """Return a pot of the server, as the adapter of a backend gives it."""
        backend = self.create_backend(
            version="1900", location=f"kaffee://127.0.0.1:{self.port}{path}"
        )
        context = backend.work_on("coffee.backend")
        work = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return WholePot(work.component(usage="backend.adapter"))

    def test_given_pot_when_brew_with_milk_until_when_then_each_step_is_taken(self):
        pot = self.pot("/pot-2/")

        started = pot.brew("Whole-milk, Vanilla")
        pouring = pot.stop()
        finished = pot.when()

        self.assertIn(started.status_code, STARTED)
        self.assertIn("Whole-milk", started.text)
        self.assertNotIn(pouring.status_code, STARTED)
        self.assertIn(finished.status_code, STARTED, finished.text)

    def test_given_pot_brewing_when_post_again_then_retry(self):
        pot = self.pot("/pot-1/")
        pot.post()

        with self.assertRaisesRegex(CoffeeRetryableError, "busy"):
            pot.post()

    def test_given_addition_that_it_lacks_when_brew_then_error_lists_those_it_has(self):
        with self.assertRaisesRegex(CoffeeRefusedError, "It has.*(?s:.)*Skim"):
            self.pot("/pot-4/").brew("Rum")

    def test_given_offensive_combination_when_brew_then_its_reason_is_shown(self):
        with self.assertRaisesRegex(CoffeeRefusedError, "both cream and skim milk"):
            self.pot("/pot-2/").brew("Cream, Skim")

    def test_given_teapot_when_brew_then_configuration_error(self):
        with self.assertRaisesRegex(CoffeeConfigurationError, "is a teapot"):
            self.pot("/pot-3/").brew()

    def test_given_no_pot_when_brew_then_error_lists_alternates(self):
        pot = self.pot("/pot-1/")
        pot.url = f"http://127.0.0.1:{self.port}/"

        with self.assertRaisesRegex(
            CoffeeConfigurationError, "/pot-1/, /pot-2/, /pot-4/"
        ):
            pot.brew()

    def test_given_unknown_pot_when_brew_then_configuration_error(self):
        with self.assertRaisesRegex(CoffeeConfigurationError, "nothing at"):
            self.pot("/pot-77/").brew()
