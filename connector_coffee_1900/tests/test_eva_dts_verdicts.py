# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Whether a block may be believed, and what is said where it may not."""

from odoo.addons.connector_coffee_1900.eva_dts import (
    Counter,
    Crc,
    SetCount,
    read,
)

from .eva_dts_case import ID, PLAIN, EvaDtsCase, codes, text


class TestEvaDtsVerdicts(EvaDtsCase):
    def test_given_ways_to_send_crc_when_read_then_verdict_and_refusal(self):
        table = [
            ("6.0", {}, Crc.RIGHT, False),
            ("6.0", {"last_crlf": False}, Crc.WITHOUT_LAST_CRLF, False),
            ("6.0", {"swapped": True}, Crc.WRONG, True),
            ("1.1", {"swapped": True}, Crc.SWAPPED, False),
            ("", {"swapped": True}, Crc.SWAPPED, False),
            (
                "1.1",
                {"swapped": True, "last_crlf": False},
                Crc.SWAPPED_WITHOUT_LAST_CRLF,
                False,
            ),
            ("6.0", {"crc": False}, Crc.MISSING, False),
        ]
        for version, options, verdict, refused in table:
            with self.subTest(version=version, **options):
                audit = self.read_one(text(*PLAIN, version=version, **options))

                self.assertEqual((audit.crc, audit.refused), (verdict, refused))
                self.assertEqual(audit.product("1").name, "ESPRESSO")

    def test_given_odd_g85_when_read_then_wrong_not_an_error(self):
        data = text(*PLAIN)
        start = data.index(b"G85*") + 4
        for said in (b"GGGG", b"12345", b"-1", b"0x1F", b"1_2", b"\xe9", b"*"):
            with self.subTest(said):
                audit = self.read_one(data[:start] + said + data[start + 4 :])

                self.assertTrue(audit.crc in (Crc.WRONG, Crc.MISSING))
                self.assertEqual(audit.refused, audit.crc is Crc.WRONG)

    def test_given_wrong_set_count_when_read_then_warning_only(self):
        data = text(*PLAIN)
        for said in (b"SE*349*0001", b"SE**0001", b"SE*x", b"SE"):
            with self.subTest(said):
                start = data.index(b"SE*")
                audit = self.read_one(data[:start] + said + b"\r\nDXE*1*1\r\n")

                self.assertEqual(audit.sets, SetCount.WRONG)
                self.assertEqual(codes(audit.warnings), ["sets"])
                self.assertFalse(audit.refused)

    def test_given_parts_missing_when_read_then_cut_says_which(self):
        lines = text(*PLAIN).split(b"\r\n")[:-1]
        table = [
            ((b"DXE",), "DXE"),
            ((b"SE", b"DXE"), "SE, DXE"),
            ((b"G85", b"SE", b"DXE"), "G85, SE, DXE"),
            ((b"G85", b"SE"), "G85, SE"),
            ((b"G85",), "G85"),
            ((b"DXS",), "DXS"),
            ((b"ST",), "ST"),
            ((b"SE",), None),
        ]
        for tags, missing in table:
            with self.subTest(tags):
                kept = (line for line in lines if line.split(b"*")[0] not in tags)
                audit = self.read_one(b"\r\n".join(kept))

                cut = [r.message for r in audit.refusals if r.code == "cut"]
                if missing is None:
                    self.assertEqual(cut, [])
                else:
                    self.assertIn(f"Cut short: {missing} missing", cut[0])
                self.assertEqual(audit.product("1").name, "ESPRESSO")

    def test_given_block_that_says_no_sets_when_read_then_believed(self):
        data = b"DXS*FAG *VA*1\n" + ID + b"\nVA1*300*2\nDXE*1*0\n\nXX1*81"

        audit = self.read_one(data)

        self.assertFalse(audit.refused)
        self.assertEqual(codes(audit.warnings), ["crc", "sets"])
        self.assertEqual(audit.totals.paid.init.number, 2)

    def test_given_segments_behind_g85_when_read_then_left_out(self):
        data = text(*PLAIN).replace(b"DXE", b"VA3*9*9\r\n@$1*HI*37\r\nDXE")

        audit = self.read_one(data)

        self.assertFalse(audit.refused)
        self.assertEqual(codes(audit.warnings), ["unchecked"])
        self.assertEqual(audit.totals.free, Counter())

    def test_given_unknown_segments_when_read_then_named_once(self):
        audit = self.audit(b"EA250705*1", b"CA3*1*2", b"@$1*x", b"EA250705*2", b"x")

        self.assertEqual(
            [(w.code, w.line) for w in audit.warnings],
            [("unknown", 3), ("unknown", 5), ("unknown", 7)],
        )

    def test_given_long_line_when_read_then_that_block_is_refused(self):
        long = text(*PLAIN, b"MA5*" + b"x" * 1_000_000, b"PA1*2*100")

        first, second = read(long + text(*PLAIN))

        self.assertEqual(codes(first.refusals), ["long"])
        self.assertEqual(first.product("1").name, "ESPRESSO")
        self.assertFalse(second.refused)

    def test_given_endless_block_when_read_then_refused_as_long(self):
        segments = (b"PA1*%d*150" % number for number in range(30_000))

        first, second = read(text(*segments) + text(*PLAIN))

        self.assertEqual(codes(first.refusals), ["long"])
        self.assertLessEqual(len(first.products), 20_000)
        self.assertFalse(second.refused)

    def test_given_flood_of_warnings_when_read_then_bounded(self):
        audit = self.audit(b"PA1*1", *(b"PA2*x" for _number in range(1000)))

        self.assertEqual(len(audit.warnings), 201)
        self.assertEqual(audit.warnings[-1].code, "more")
