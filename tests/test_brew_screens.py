"""The screens of brews: sums, export, pivot in a browser."""

import io
import json
import zipfile

from odoo import http
from odoo.tests import tagged

from odoo.addons.connector_coffee.tests.common import BrowserCase

FIELDS = ["started_at", "backend_id/name", "drink_id/name", "quantity", "amount"]


@tagged("post_install", "-at_install")
class TestBrewScreens(BrowserCase):
    def setUp(self):
        super().setUp()
        self.euro = self.env.ref("base.EUR")
        self.franc = self.env.ref("base.CHF")
        (self.euro | self.franc).active = True
        self.env.company.currency_id = self.euro
        self.backend = self.env["coffee.backend"].create(
            {
                "name": "Kitchen",
                "version": self.env["coffee.backend"]._select_versions()[0][0],
                "location": "http://127.0.0.1:9",
                "tz": "UTC",
            }
        )
        self.drink = self.env["coffee.product.product"].create(
            {"name": "Mocha", "backend_id": self.backend.id, "coffee_id": "1"}
        )
        self.brews = self.sell(self.euro, 100)

    def sell(self, currency, number, payment="cash"):
        return self.env["coffee.brew"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "coffee_id": f"{currency.name} {n}",
                    "drink_id": self.drink.id,
                    "started_at": "2026-11-20 08:00:00",
                    "amount": 2,
                    "currency_id": currency.id,
                    "payment": payment,
                }
                for n in range(number)
            ]
        )

    def sums(self, *groupby):
        """Return what the pivot shows of our machine."""
        brews = self.env["coffee.brew"]
        chosen = self.env.company.ids
        return brews.with_context(allowed_company_ids=chosen)._read_group(
            [("backend_id", "=", self.backend.id)],
            groupby,
            ["amount:sum", "value:sum"],
        )

    def type_of(self, path):
        """Return the type of a column, as the dialogue of the client tells it."""
        name, _slash, of_record = path.partition("/")
        return "char" if of_record else self.env["coffee.brew"]._fields[name].type

    def set_rate(self, rate, day="2026-11-20"):
        self.franc.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": self.franc.id, "name": day, "rate": rate}
        )

    def test_given_one_currency_then_value_is_the_amount(self):
        self.assertEqual(self.sums(), [(200, 200)])
        self.assertEqual(self.sums("drink_id"), [(self.drink, 200, 200)])

    def test_given_two_currencies_then_values_are_summed_and_amounts_are_not(self):
        self.set_rate(4)
        self.sell(self.franc, 3, payment="token")

        self.assertEqual(self.sums(), [(False, 201.5)])
        self.assertEqual(self.sums("drink_id"), [(self.drink, False, 201.5)])
        self.assertEqual(
            set(self.sums("payment")), {("cash", 200, 200), ("token", 6, 1.5)}
        )
        self.assertEqual(
            set(self.sums("currency_id")), {(self.euro, 200, 200), (self.franc, 6, 1.5)}
        )

    def test_given_rate_changes_later_then_what_was_sold_keeps_its_value(self):
        self.set_rate(4)
        brew = self.sell(self.franc, 1)

        self.set_rate(2)
        self.env.invalidate_all()
        self.assertEqual(brew.value, 0.5)

        brew.amount = 4
        self.assertEqual(brew.value, 2)

    def test_given_no_rate_then_nothing_is_added(self):
        (self.franc | self.euro).rate_ids.unlink()

        self.assertEqual(self.sell(self.franc, 1).value, 0)

    def test_given_companies_of_two_currencies_then_their_sum_is_empty(self):
        elsewhere = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.franc.id}
        )
        companies = (self.env.company | elsewhere).ids
        both = self.env["coffee.brew"].with_context(allowed_company_ids=companies)

        self.assertEqual(both._read_group([], [], ["value:sum"]), [(False,)])
        self.assertEqual(self.sums(), [(200, 200)])

    def test_given_brews_when_exported_then_every_one_is_there(self):
        exported = self.brews.export_data(FIELDS)["datas"]

        self.assertEqual(len(exported), 100)
        self.assertEqual(exported[0][1:], ["Kitchen", "Mocha", 1, 2.0])

    def test_given_list_when_exported_as_xlsx_then_a_sheet_comes(self):
        self.authenticate("admin", "admin")
        options = {
            "model": "coffee.brew",
            "fields": [
                {"name": name, "label": name, "type": self.type_of(name)}
                for name in FIELDS
            ],
            "ids": self.brews.ids,
            "domain": [],
            "import_compat": False,
            "context": {},
            "groupby": [],
        }

        answer = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(options),
                "csrf_token": http.Request.csrf_token(self),
            },
        )

        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as sheet:
            strings = sheet.read("xl/sharedStrings.xml").decode()
            rows = sheet.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("Mocha", strings)
        self.assertEqual(rows.count("<row "), 101)

    def test_given_brews_then_a_person_reads_them_as_a_pivot(self):
        self.start_tour(
            "/web#action=connector_coffee.coffee_brew_action",
            "coffee_brew_pivot",
            login="admin",
        )

        self.assertEqual(self.sums(), [(200, 200)])
