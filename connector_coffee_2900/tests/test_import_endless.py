# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import itertools
import json

from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError

from coffee_machines.exchange import Response

from .common import Coffee2900Case

ENOUGH = 40  # pages; whoever has read so many will not stop by himself


class TestImportEndless(Coffee2900Case):
    """Lists that say that there is more, for ever."""

    machine_options = {"seed": 7, "brews": 0, "drinks": 0, "cards": 0}

    def serve(self, page_of, enough=ENOUGH):
        """Answer requests for drinks, in the end with a page that is the last.

        :param page_of: function of the number of the page; returns what is in it
        """
        answer, numbers = self.machine.server.handle, itertools.count()
        self.served = 0

        def handle(request):
            if request.method != "GET" or request.path != "/v1/drinks":
                return answer(request)
            self.served += 1
            number = next(numbers)
            page = {"data": [], "has_more": number < enough, **page_of(number)}
            return Response(200, {}, json.dumps(page).encode())

        self.machine.server.handle = handle

    def drinks(self, number, count=1):
        price = {"amount": 120, "currency": "EUR"}
        return [
            {"id": f"{number}-{row}", "name": f"Drink {number}-{row}", "price": price}
            for row in range(count)
        ]

    def ways(self):
        """Return what machines may do for ever, and what is said of it."""
        return {
            "no way to go on": lambda number: {"data": self.drinks(0)},
            "in a circle": lambda number: {
                "data": self.drinks(number % 3),
                "next_cursor": f"cursor {number % 3}",
            },
            "gives nothing": lambda number: {"next_cursor": f"cursor {number}"},
            "no end": lambda number: {
                "data": self.drinks(number, 300),
                "next_cursor": f"cursor {number}",
                "total": 2,
            },
        }

    def test_given_endless_list_when_import_then_run_ends_with_protocol_error(self):
        for sentence, page_of in self.ways().items():
            with self.subTest(sentence):
                self.backend._flow_of("coffee.product.product").write(
                    {"position": False, "sync_id": False}
                )
                self.serve(page_of)

                with self.assertRaisesRegex(CoffeeProtocolError, sentence):
                    self.import_flow("coffee.product.product")

                self.assertLess(self.served, 12)

    def test_given_endless_list_when_all_ids_are_read_then_protocol_error(self):
        for sentence, page_of in self.ways().items():
            with (
                self.subTest(sentence),
                self.backend.work_on("coffee.product.product") as work,
            ):
                self.serve(page_of)

                with self.assertRaisesRegex(CoffeeProtocolError, sentence):
                    work.component(usage="backend.adapter").read_ids()

                self.assertLess(self.served, 12)

    def test_given_long_list_that_its_total_explains_then_read_to_the_end(self):
        self.serve(
            lambda number: {
                "data": self.drinks(number, 2),
                "next_cursor": f"cursor {number}",
                "total": 2 * (ENOUGH + 1),
            }
        )

        jobs = self.import_flow("coffee.product.product")

        self.assertEqual(jobs, ENOUGH + 1)
        self.assertEqual(self.backend.drink_count, 2 * (ENOUGH + 1))
        self.assertEqual(self.last_sync().state, "done")

    def test_given_list_that_grows_meanwhile_then_read_to_the_end(self):
        # each page comes twice, as what is changed while it is read does
        self.serve(
            lambda number: {
                "data": self.drinks(number // 2, 2),
                "next_cursor": f"cursor {number}",
                "total": ENOUGH + 2,
            }
        )

        self.import_flow("coffee.product.product")

        self.assertEqual(self.last_sync().state, "done")
        self.assertEqual(self.last_sync().unchanged, ENOUGH)
