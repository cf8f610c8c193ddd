# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.addons.connector_coffee import rows

from .common import Coffee1900Case


class TestBrewComponents(Coffee1900Case):
    """Binder and mapper of the sales, in which a Coffee 1900 differs."""

    def setUp(self):
        super().setUp()
        self.work = self.enterContext(self.backend.work_on("coffee.brew"))
        self.import_flow("coffee.product.product")

    def row(self, **values):
        return rows.Brew(
            **{
                "external_id": "1",
                "drink": "0",
                "started_at": datetime(2026, 11, 22, 8),
                "amount": 1,
                "currency": "EUR",
                **values,
            }
        )

    def test_given_words_of_log_and_audit_when_mapped_then_payments_of_odoo(self):
        mapper = self.work.component(usage="import.mapper")
        for word, payment in (
            ("CASH", "cash"),
            ("Token", "token"),
            ("FREE", "free"),
            ("CA", "cash"),
            ("DA", "cashless"),
            ("DB", "cashless"),
            ("TA", "token"),
            ("test", "test"),
            ("BARTER", "other"),
            ("X*", "other"),
            ("", "other"),
        ):
            with self.subTest(word):
                record = mapper.map_record(self.row(payment=word))

                values = record.values(references={"drink": {}, "card": {}})

                self.assertEqual(values["payment"], payment)

    def test_given_counted_sales_when_bound_then_ids_name_serial_reading_product(self):
        binder = self.work.component(usage="binder")
        drink = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)], limit=1
        )
        ids = [
            binder.counted_id("C.1", 9, "12", "CA"),
            "g2:" + binder.counted_id("C.1", 10, "12", ""),
            binder.counted_id("CX1", 11, "12", "free"),
            "8121",
        ]
        self.assertEqual(ids[:2], ["C.1:9:12:CA", "g2:C.1:10:12:-"])
        self.assertEqual(binder.last_reading("C.1"), 0)

        self.env["coffee.brew"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "coffee_id": coffee_id,
                    "drink_id": drink.id,
                    "started_at": datetime(2026, 11, 22, 8),
                    "currency_id": self.env.ref("base.EUR").id,
                }
                for coffee_id in ids
            ]
        )

        self.assertEqual(binder.last_reading("C.1"), 10)
        self.assertEqual(binder.last_reading(""), 11)
