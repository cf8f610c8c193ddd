"""The adapters of Coffee 2900 against a mock of its OpenAPI document.

The simulator and the adapters were written by the same people. The mock was not: it
checks every request, and answers with the examples of the document.
"""

import unittest
from pathlib import Path

from odoo.addons.connector_coffee.tests.common import CoffeeCase

import prism
from provision import node
from provision.server import free_port

ADDONS = Path(__file__).resolve().parent.parent
DOCUMENT = ADDONS / "connector_coffee_2900/static/openapi/coffee-2900.yaml"


@unittest.skipUnless(node.is_possible(), node.MISSING)
class TestMock2900(CoffeeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mock = prism.mock(DOCUMENT, free_port())
        cls.location = mock.__enter__()
        cls.addClassCleanup(mock.__exit__, None, None, None)

    def setUp(self):
        super().setUp()
        self.backend = self.create_backend(
            version="2900",
            location=self.location,
            username="odoo",
            password="crema-2900",
            removal_policy="delete",
        )

    def import_page(self, model_name):
        self.env[model_name].import_page(self.backend)
        return self.env[model_name].search([("backend_id", "=", self.backend.id)])

    def run_jobs(self, change):
        with self.trap_jobs() as trap:
            change()
            self.env.cr.flush()
            jobs = trap.enqueued_jobs
            results = [job.perform() for job in jobs]
        self.assertTrue(results)
        asked = [("backend_id", "=", self.backend.id), ("kind", "!=", "contact")]
        messages = self.env["coffee.checkpoint"].search(asked).mapped("message")
        self.assertEqual(messages, [], "the document does not allow what was sent")

    def test_given_mock_when_tested_then_identity(self):
        self.backend.action_test_connection()

        self.assertEqual(self.backend.machine_model, "Coffee 2900")
        self.assertEqual(self.backend.serial, "2900-000007")

    def test_given_mock_when_import_then_its_drink(self):
        drink = self.import_page("coffee.product.product")

        self.assertEqual(
            (drink.coffee_id, drink.name, drink.coffee_price), ("0", "Espresso", 1.2)
        )

    def test_given_mock_when_import_then_its_card(self):
        card = self.import_page("coffee.res.partner")

        self.assertEqual(
            (card.coffee_id, card.name, card.credit_on_badge),
            ("04A224B9", "Grace Dubois", 12.5),
        )

    def test_given_mock_when_import_then_its_brew(self):
        brew = self.import_page("coffee.brew")

        self.assertEqual(
            (brew.coffee_id, brew.drink_id.name, brew.card_id.name, brew.amount),
            ("brew-8121", "Espresso", "Grace Dubois", 1.5),
        )

    def test_given_mock_when_import_then_its_level_and_alert(self):
        level = self.import_page("coffee.consumable")

        alerts = self.env["coffee.checkpoint"]._waiting(self.backend, "alert:%")
        self.assertEqual((level.coffee_id, level.level), ("milk", 1800))
        self.assertEqual(alerts.message, "Milk low")

    def test_given_mock_when_drink_changed_then_it_is_taken(self):
        drink = self.import_page("coffee.product.product")

        self.run_jobs(lambda: drink.odoo_id.write({"name": "Lungo", "list_price": 2}))

        self.assertFalse(drink.to_export)

    def test_given_mock_when_drink_is_new_then_it_is_taken(self):
        product = self.env["product.product"].create(
            {"name": "Mocha", "company_id": self.backend.company_id.id}
        )
        values = {"backend_id": self.backend.id, "odoo_id": product.id}

        self.run_jobs(lambda: self.env["coffee.product.product"].create(values))

        self.assertTrue(product.coffee_bind_ids.coffee_id)

    def test_given_mock_when_drink_is_deleted_then_it_is_taken(self):
        drink = self.import_page("coffee.product.product")

        self.run_jobs(drink.with_context(connector_no_export=False).unlink)

    def test_given_mock_when_badge_is_new_then_it_is_taken(self):
        partner = self.env["res.partner"].create({"name": "Grace Dubois"})
        values = {
            "backend_id": self.backend.id,
            "odoo_id": partner.id,
            "coffee_id": "04A224B9",
            "credit_on_badge": 5,
        }

        self.run_jobs(lambda: self.env["coffee.res.partner"].create(values))

        self.assertFalse(partner.coffee_bind_ids.to_create)

    def test_given_mock_when_webhook_registered_then_it_is_taken(self):
        self.backend.action_register_webhook()

        self.assertIn("/coffee/2900/webhook/", self.backend.webhook_url)
