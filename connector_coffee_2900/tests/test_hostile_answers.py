# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import gzip
import zlib

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.exceptions import (
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)

from coffee_machines import Fault

from .common import Coffee2900Case


class TestHostileAnswers(Coffee2900Case):
    """Answers that are meant to hold a worker, or to fill its memory."""

    def adapter(self, deadline=const.DEADLINE):
        """Return the adapter of drinks.

        :param deadline: seconds for a request and its answer
        """
        work = self.enterContext(self.backend.work_on("coffee.product.product"))
        work.client.deadline = deadline
        return work.component(usage="backend.adapter")

    def answer(self, body, **headers):
        """Answer the next request for drinks with a body of our own."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.machine.faults.add(
            Fault("status", path="/drinks", status=200, headers=headers, body=body)
        )

    # time

    def test_given_head_byte_by_byte_then_ends_at_the_deadline(self):
        self.machine.faults.add(Fault("trickle", path="/drinks", seconds=0.02))

        with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "in full within"):
            self.adapter(deadline=0.4).read_page(None, 1)

        self.assertEqual(self.machine.requests[-1].path, "/v1/drinks")

    def test_given_body_byte_by_byte_then_ends_at_the_deadline(self):
        self.machine.faults.add(Fault("trickle_body", path="/drinks", seconds=0.02))

        with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "in full within"):
            self.adapter(deadline=0.4).read_page(None, 1)

        self.assertEqual(self.machine.requests[-1].path, "/v1/drinks")

    def test_given_one_slow_answer_then_the_next_has_all_its_time_again(self):
        self.machine.faults.add(Fault("trickle_body", path="/drinks", seconds=0.02))
        adapter = self.adapter(deadline=0.4)
        with self.assertRaises(CoffeeOutcomeUnknownError):
            adapter.read_page(None, 1)

        adapter.work.client.deadline = 20
        page = adapter.read_page(None, 1)

        self.assertEqual(len(page.rows), 1)

    def test_given_many_slow_answers_then_the_conversation_ends(self):
        self.machine.faults.add(
            Fault("delay", path="/drinks", seconds=0.05, times=None)
        )
        adapter = self.adapter()
        adapter.work.client.bounds.conversation = 0.2

        with self.assertRaisesRegex(CoffeeRetryableError, "full within|in all"):
            for _request in range(40):
                adapter.read_page(None, 1)

        self.assertLess(len(self.sent("GET")), 6)
        with self.assertRaisesRegex(CoffeeRetryableError, "in all"):
            adapter.read_page(None, 1)

    # size

    def test_given_any_request_then_it_asks_for_no_encoding(self):
        self.adapter().read_page(None, 10)

        self.assertEqual(
            {
                request.headers.get("Accept-Encoding")
                for request in self.machine.requests
            },
            {"identity"},
        )

    def test_given_encoding_that_was_not_asked_for_then_refused(self):
        twice = gzip.compress(gzip.compress(b" " * (1024 * 1024)))
        for encoding, body in (
            ("gzip", gzip.compress(b'{"data":[]}')),
            ("gzip, gzip", twice),
            ("deflate", zlib.compress(b'{"data":[]}')),
            ("x", b'{"data":[]}'),
        ):
            with self.subTest(encoding):
                self.answer(body, Content_Encoding=encoding)

                with self.assertRaisesRegex(CoffeeProtocolError, encoding):
                    self.adapter().read_page(None, 10)

    def test_given_encoded_redirection_then_refused_unread(self):
        # which requests itself would read and unpack, followed or not
        self.machine.faults.add(
            Fault(
                "status",
                path="/drinks",
                status=302,
                headers={"Location": "/elsewhere", "Content-Encoding": "gzip"},
                body=gzip.compress(b" " * 1024),
            )
        )

        with self.assertRaisesRegex(CoffeeProtocolError, "gzip"):
            self.adapter().read_page(None, 10)

        self.assertEqual(self.sent("GET"), [("GET", "/v1/drinks")])

    def test_given_length_that_is_no_number_then_read_to_the_end(self):
        body = b'{"data":[]}'
        for length in ("\xb2", "9" * 5000, "-1"):
            with self.subTest(length[:5]):
                self.answer(body + b" " * len(body), Content_Length=length)
                self.machine.faults.add(Fault("cut", path="/drinks"))

                page = self.adapter().read_page(None, 10)

                self.assertEqual((page.rows, page.more), ([], False))

    def test_given_encoding_identity_then_read(self):
        self.answer(b'{"data":[]}', Content_Encoding="identity")

        self.assertEqual(self.adapter().read_page(None, 10).rows, [])

    def test_given_larger_than_it_may_be_then_refused(self):
        self.answer(b" " * (const.MAX_BODY + 1))

        # a newer library notices by itself
        errors = (CoffeeProtocolError, CoffeeOutcomeUnknownError)
        with self.assertRaisesRegex(errors, "larger than|ChunkedEncodingError"):
            self.adapter().read_page(None, 10)

    def test_given_size_of_a_chunk_without_end_then_refused(self):
        # a line that the library would read to its end, whatever its length
        self.answer(b"0" * (2 * const.MAX_BODY), Transfer_Encoding="chunked")

        # a newer library notices by itself
        errors = (CoffeeProtocolError, CoffeeOutcomeUnknownError)
        with self.assertRaisesRegex(errors, "larger than|ChunkedEncodingError"):
            self.adapter().read_page(None, 10)
