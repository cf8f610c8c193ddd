# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What holds for every file: written is read back, and nothing makes it fall over."""

import io
import itertools
import os
import sys
import tracemalloc

import msgspec
import pytest
from crccheck.crc import CrcArc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.connector_coffee_1900.eva_dts import (
    Audit,
    Crc,
    SetCount,
    crc16,
    read,
)

from .eva_dts_audits import audits
from .eva_dts_writer import render

PROVEN = set(Crc) - {Crc.WRONG, Crc.MISSING}
# a whole campaign of setup/test takes many
EXAMPLES = max(25, round(1000 * float(os.environ.get("COFFEE_CAMPAIGN") or 0)))
PROFILE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def said(audit):
    """An audit without the verdicts on how it was sent."""
    return msgspec.structs.replace(
        audit,
        line=1,
        crc=Crc.MISSING,
        crc_said="",
        crc_computed="",
        sets=SetCount.MISSING,
        warnings=(),
        refusals=(),
    )


def checked(audit):
    """What the CRC vouches for: all but what DXS says."""
    machine = msgspec.structs.replace(audit.machine, sender="")
    return msgspec.structs.replace(said(audit), machine=machine, version="")


def chunked(data, sizes):
    sizes, start = itertools.cycle(sizes), 0
    while start < len(data):
        size = next(sizes)
        yield data[start : start + size]
        start += size


SEGMENTS = [
    *(b"DXS", b"ST", b"ID1", b"ID4", b"ID5", b"VA1", b"PA1", b"PA2", b"PA7", b"LA1"),
    *(b"EA2", b"EA3", b"G85", b"SE", b"DXE", b"PP1", b"CA2", b"PA8", b"<000|", b"ST-1"),
]
scraps = st.lists(
    st.sampled_from([*SEGMENTS, b"*", b"*", b"\r\n", b"\n", b">", b"\0", b"^41^"])
    | st.binary(max_size=4)
    | st.integers(0, 10**20).map(lambda number: b"%d" % number),
    max_size=200,
).map(b"".join)

# Files that never get to the point, each to wear another part out.
FLOODS = {
    "one line": b"x",
    "blank lines": b"\n",
    "NUL": b"\0",
    "open envelopes": b"<",
    "closed envelopes": b"<>",
    "escapes": b"DXS*^41^",
    "blocks": b"DXS*1\n",
    "sets": b"ST*1\nSE*1\n",
    "whole blocks": b"DXS*1\nST*1\nPA1*1\nG85*1\nSE*3\nDXE*1*1\n",
    "block without end": b"ST*1\nPA1*1*1\nPA2*1*1\n",
    "warnings": b"ID1*1\nPA2*x\n",
}


@pytest.mark.campaign
class TestEvaDtsProperties(BaseCase):
    def read_whole(self, source):
        """Read everything; verdicts must hold together whatever the bytes were."""
        result = list(read(source))
        for audit in result:
            self.assertIsInstance(audit, Audit)
            for problem in (*audit.warnings, *audit.refusals):
                self.assertTrue(problem.message.isprintable(), problem.message)
            if audit.crc is Crc.WRONG:
                self.assertTrue(audit.refused)
            if not audit.refused and audit.crc not in PROVEN:
                self.assertIs(audit.crc, Crc.MISSING)
        return result

    @PROFILE
    @given(st.binary(), st.binary())
    def test_given_bytes_when_crc_then_as_crccheck(self, first, second):
        self.assertEqual(crc16(first), CrcArc.calc(first))
        self.assertEqual(crc16(second, crc16(first)), CrcArc.calc(first + second))

    @PROFILE
    @given(
        audits(),
        st.sampled_from([b"\r\n", b"\n", b"\r"]),
        st.booleans(),
        st.booleans(),
        st.lists(st.integers(1, 40), min_size=1, max_size=5),
    )
    def test_given_audit_when_written_then_read_back(
        self, audit, newline, swapped, last_crlf, sizes
    ):
        swapped = swapped and audit.version in ("", "1.1")
        data = render(audit, newline=newline, swapped=swapped, last_crlf=last_crlf)

        (back,) = self.read_whole(chunked(data, sizes))

        self.assertEqual(said(back), audit)
        self.assertIn(back.crc, PROVEN)
        self.assertIs(back.sets, SetCount.RIGHT)
        self.assertEqual(back.refusals, ())
        self.assertLessEqual({w.code for w in back.warnings}, {"sum", "crc"})

    @PROFILE
    @given(audits(), st.data())
    def test_given_cut_when_read_then_refused_or_whole(self, audit, draw):
        data = render(audit)
        start = draw.draw(st.integers(0, len(data)))
        end = draw.draw(st.integers(start, len(data)))

        for piece in (data[:end], data[start:], data[start:end]):
            for found in self.read_whole(piece):
                if not found.refused:
                    self.assertEqual(checked(found), checked(audit))

    @PROFILE
    @given(audits(), st.data())
    def test_given_part_doubled_when_read_then_refused_or_whole(self, audit, draw):
        data = render(audit)
        start = draw.draw(st.integers(0, len(data)))
        end = draw.draw(st.integers(start, len(data)))

        for found in self.read_whole(data[:end] + data[start:]):
            if not found.refused:
                self.assertEqual(checked(found), checked(audit))

    @PROFILE
    @given(audits(), st.data())
    def test_given_byte_garbled_when_read_then_refused_or_whole(self, audit, draw):
        data = render(audit)
        place = draw.draw(st.integers(0, len(data) - 1))
        byte = draw.draw(st.binary(max_size=2))

        for found in self.read_whole(data[:place] + byte + data[place + 1 :]):
            if not found.refused:
                self.assertEqual(checked(found), checked(audit))

    @PROFILE
    @given(st.binary(max_size=2000))
    def test_given_junk_when_read_then_no_error(self, data):
        for found in self.read_whole(data):
            self.assertTrue(found.refused)

    @PROFILE
    @given(scraps, st.lists(st.integers(1, 9), min_size=1, max_size=3))
    def test_given_scraps_when_read_then_no_error_however_cut(self, data, sizes):
        for variant in (data, b"DXS*CFE*VA*V1/1*1\r\nST*001*0001\r\n" + data):
            whole = self.read_whole(variant)

            self.assertEqual(self.read_whole(chunked(variant, sizes)), whole)
            self.assertEqual(self.read_whole(io.BytesIO(variant)), whole)
            self.assertEqual(self.read_whole([variant]), whole)

    def test_given_four_times_the_file_when_read_then_four_times_the_work(self):
        """Counted in executed lines of the package, not in seconds."""
        for name, unit in FLOODS.items():
            with self.subTest(name):
                base = 8_000 // len(unit)
                small = self._work(unit * base)
                large = self._work(unit * base * 4)

                self.assertLess(large, small * 4.5 + 4_000)

    def test_given_endless_file_when_read_then_memory_stays(self):
        for name in ("one line", "NUL", "open envelopes", "block without end"):
            with self.subTest(name):
                unit = FLOODS[name]
                piece = unit * (65536 // len(unit))

                peak = self._peak(piece for _number in range(16))

                self.assertLess(peak, 16 << 20)  # bytes; most of it is one block

    @staticmethod
    def _work(data):
        steps = 0

        def trace(frame, event, _arg):
            nonlocal steps
            if "eva_dts" not in frame.f_code.co_filename:
                return None
            steps += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            for _audit in read(data):
                pass
        finally:
            sys.settrace(before)
        return steps

    @staticmethod
    def _peak(chunks):
        tracemalloc.start()
        try:
            for _audit in read(chunks):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
