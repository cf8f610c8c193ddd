# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError
from odoo.addons.connector_coffee_1900.uploaded_file import (
    count_lines,
    read_lines,
    recognise,
)

steady = settings(max_examples=300, deadline=None, database=None, derandomize=True)
pieces = st.lists(st.sampled_from([b"a", b";", b"\r\n", b"\n", b"\0", b"x" * 3000]))


class TestUploadedFile(BaseCase):
    @steady
    @given(pieces.map(b"".join), st.integers(1, 5))
    def test_given_any_file_when_read_in_parts_then_the_same_lines(self, data, size):
        whole = list(read_lines(io.BytesIO(data)))

        parts, offset, number = [], 0, 0
        while part := self.take(io.BytesIO(data), offset, number, size):
            parts += part
            offset, number = part[-1].end, part[-1].number

        self.assertEqual(parts, whole)
        self.assertLessEqual(len(whole), count_lines(io.BytesIO(data)))

    @staticmethod
    def take(stream, offset, number, size):
        lines = read_lines(stream, offset, number)
        return [line for line, _count in zip(lines, range(size), strict=False)]

    def test_given_line_of_100_mb_when_read_then_memory_stays_small(self):
        class Endless(io.RawIOBase):
            left = 100 * 1024 * 1024

            def readable(self):
                return True

            def seek(self, position):
                return position

            def readinto(self, buffer):
                size = min(len(buffer), self.left)
                buffer[:size] = b"x" * size
                self.left -= size
                return size

        stream = io.BufferedReader(Endless())
        stream.seek = lambda position: position
        tracemalloc.start()

        (line,) = read_lines(stream)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        self.assertLess(len(line.data), 3000)
        self.assertEqual(line.end, 100 * 1024 * 1024)
        self.assertLess(peak, 2 * 1024 * 1024)

    @steady
    @given(st.binary())
    def test_given_any_bytes_when_recognised_then_kind_or_our_error(self, data):
        try:
            kind = recognise("file", io.BytesIO(data))
        except CoffeeConfigurationError:
            return

        self.assertIn(kind, ("audit", "log"))
