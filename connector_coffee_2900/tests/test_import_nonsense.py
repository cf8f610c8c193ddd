# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError

from coffee_machines import Fault

from .common import Coffee2900Case

DEEP = b"[" * 2000 + b"]" * 2000
HUGE = b"1" + b"0" * 400
MARK = "mark"


class TestImportNonsense(Coffee2900Case):
    """One record of a page, or what is around them, makes no sense."""

    machine_options = {"seed": 7, "brews": 0, "drinks": 5, "cards": 4}

    def answer(self, path, body, times=1):
        """Answer requests for a list with a body of our own."""
        self.machine.faults.add(
            Fault("status", path=rf"/v1{path}\?", status=200, body=body, times=times)
        )

    def drinks_with(self, nonsense, name="name"):
        """Return a page of two good drinks and one with nonsense in a field."""
        price = {"amount": 120, "currency": "EUR"}
        drinks = [
            {"id": str(number), "name": f"Drink {number}", "price": price}
            for number in range(3)
        ]
        drinks[1][name] = MARK
        page = json.dumps({"data": drinks}).encode()
        return page.replace(json.dumps(MARK).encode(), nonsense)

    def imported(self):
        """Return the ids of the drinks that Odoo has got."""
        return set(
            self.env["coffee.product.product"]
            .search([("backend_id", "=", self.backend.id)])
            .mapped("coffee_id")
        )

    def test_given_nonsense_in_a_field_then_that_record_alone_is_refused(self):
        for name, nonsense in (
            ("name", DEEP),
            ("name", b'"\\ud800"'),
            ("name", b'"\xff"'),
            ("id", b'"\\udc00"'),
            ("additions", b'["\\ud800"]'),
            ("price", b'{"amount":%s,"currency":"EUR"}' % HUGE),
            ("price", b'{"amount":1,"currency":"\\ud800"}'),
            ("selection", b'"\\u0000"'),
            ("etag", DEEP),
        ):
            with self.subTest(name=name, nonsense=nonsense[:20]):
                self.forget_imported()
                self.checkpoints().unlink()
                self.answer("/drinks", self.drinks_with(nonsense, name))

                self.env["coffee.product.product"].import_page(self.backend)
                self.env.flush_all()

                self.assertEqual(self.imported(), {"0", "2"})
                self.assertEqual(len(self.checkpoints()), 1)

    def forget_imported(self):
        """Remove what was imported, as if it never had been."""
        bindings = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        bindings.with_context(connector_no_export=True).unlink()

    def test_given_nonsense_in_a_field_that_nobody_reads_then_all_are_imported(self):
        for nonsense in (DEEP, HUGE, b'"\\ud800"'):
            with self.subTest(nonsense[:20]):
                self.forget_imported()
                self.answer("/drinks", self.drinks_with(nonsense, "colour"))

                self.env["coffee.product.product"].import_page(self.backend)

                self.assertEqual(self.imported(), {"0", "1", "2"})

    def test_given_credit_of_400_digits_then_other_badges_are_imported(self):
        next(iter(self.machine.cards.values())).credit = 10**400

        self.import_flow("coffee.res.partner")

        sync = self.last_sync()
        self.assertEqual((sync.created, sync.failed, sync.state), (3, 1, "done"))

    def test_given_level_of_400_digits_then_refused_and_overview_opens(self):
        level = next(iter(self.machine.levels.values()))
        level.level = 10**400

        self.import_flow("coffee.consumable")

        sync = self.last_sync()
        self.assertEqual(sync.failed, 1)
        self.assertEqual(sync.created, len(self.machine.levels) - 1)
        levels = self.env["coffee.consumable"].search([])
        self.assertTrue(all(found.level < 10**12 for found in levels))

    def test_given_total_that_is_no_number_then_imported_and_none_is_expected(self):
        for total in (b"99999999999", b"-1", HUGE, b'"many"', b"1.5", DEEP):
            with self.subTest(total[:20]):
                self.forget_imported()
                self.backend._flow_of("coffee.product.product").sync_id = False
                wrong = b'{"total":%s,' % total
                page = self.drinks_with(b'"x"').replace(b"{", wrong, 1)
                self.answer("/drinks", page)

                self.env["coffee.product.product"].import_page(self.backend)
                self.env.flush_all()

                self.assertEqual(self.imported(), {"0", "1", "2"})
                self.assertEqual(self.last_sync().total, 0)

    def test_given_cursor_that_is_no_text_then_imported_and_position_stays(self):
        for cursor in (b'"a\\u0000"', b'"\\ud800"', b'"%s"' % (b"x" * 5000)):
            with self.subTest(cursor[:20]):
                self.forget_imported()
                page = self.drinks_with(b'"x"')
                page = page.replace(b"{", b'{"next_cursor":%s,' % cursor, 1)
                self.answer("/drinks", page)

                self.env["coffee.product.product"].import_page(self.backend)
                self.env.flush_all()

                self.assertEqual(self.imported(), {"0", "1", "2"})
                cursor = self.backend._flow_of("coffee.product.product")
                self.assertFalse(cursor.position)

    def test_given_cursor_that_is_no_text_and_more_then_protocol_error(self):
        page = self.drinks_with(b'"x"')
        page = page.replace(b"{", b'{"next_cursor":"\\u0000","has_more":true,', 1)
        self.answer("/drinks", page)

        with self.assertRaisesRegex(CoffeeProtocolError, "no way to go on"):
            self.env["coffee.product.product"].import_page(self.backend)

        self.assertFalse(self.imported())

    def test_given_alert_outside_the_calendar_then_fault_is_there_and_so_are_levels(
        self,
    ):
        self.machine.raise_alert("EDJ", "warning", "Milk is empty")
        self.machine.gzip = False
        self.machine.faults.add(
            Fault(
                "garble",
                path="/alerts",
                find=rb'"since":\s*"[^"]*"',
                replace=b'"since": "0001-01-01T00:00:00+14:00"',
            )
        )

        self.import_flow("coffee.consumable")

        self.assertEqual(self.last_sync().created, len(self.machine.levels))
        self.assertEqual(self.checkpoints().mapped("message"), ["Milk is empty"])

    def test_given_alert_without_code_then_refused_and_the_other_is_there(self):
        alert = {"message": "Milk is empty", "since": "2026-01-01T00:00:00Z"}
        body = {"data": [{**alert, "code": None}, {**alert, "code": "EDJ"}]}
        self.answer("/alerts", json.dumps(body).encode())

        self.import_flow("coffee.consumable")

        self.assertEqual(self.last_sync().failed, 1)
        keys = self.checkpoints().mapped("key")
        self.assertEqual(len(keys), 2)
        self.assertIn("alert:EDJ", keys)

    def test_given_clock_before_the_calendar_when_connection_is_tried_then_error(self):
        self.machine.faults.add(
            Fault(
                "garble",
                path="/machine",
                find=rb'"clock":\s*"[^"]*"',
                replace=b'"clock": "0001-01-01T00:00:00+14:00"',
            )
        )

        with self.backend.work_on("coffee.backend") as work:
            adapter = work.component(usage="backend.adapter")
            with self.assertRaisesRegex(CoffeeProtocolError, "makes no sense"):
                adapter.read_machine()

        self.assertEqual(self.machine.requests[-1].status, 200)
