# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How a block comes: encodings, line ends, envelopes, several in one file."""

from odoo.addons.connector_coffee_1900.eva_dts import Crc, SetCount, read

from .eva_dts_case import PLAIN, EvaDtsCase, codes, text


class TestEvaDtsLines(EvaDtsCase):
    def test_given_encodings_when_read_then_legible(self):
        table = [
            ("CAFÉ".encode("latin-1"), "CAFÉ"),
            ("CAFÉ".encode(), "CAFÉ"),
            ("5 €".encode("cp1252"), "5 €"),
            ("咖啡".encode(), "咖啡"),
            (b"2^2A^1^0D^^0A^ ^5E^", "2*1 ^"),
            (b"CAF^C9^", "CAFÉ"),
            (b"A^00^B\x07", "AB"),
            (b"^", "^"),
            (b"  MOCCA   ", "MOCCA"),
        ]
        for field, expected in table:
            with self.subTest(field):
                audit = self.audit(b"PA1*1*150*" + field)

                self.assertEqual(audit.product("1").name, expected)

    def test_given_utf_16_when_read_then_legible(self):
        data = text(*PLAIN).decode("ascii")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            with self.subTest(encoding):
                audit = self.read_one(data.encode(encoding))

                self.assertFalse(audit.refused)
                self.assertEqual(audit.product("1").name, "ESPRESSO")

    def test_given_any_line_end_when_read_then_crc_is_right(self):
        data = text(*PLAIN)
        table = {
            "LF": data.replace(b"\r\n", b"\n"),
            "CR": data.replace(b"\r\n", b"\r"),
            "CRCRLF": data.replace(b"\r\n", b"\r\r\n"),
            "mixed": data.replace(b"\r\n", b"\n", 3),
            "blank lines": data.replace(b"\r\n", b"\r\n\r\n"),
            "indented": data.replace(b"\r\n", b"\r\n  \t"),
            "no last line end": data[:-2],
            "NUL padded": data + bytes(512),
            "NUL between": data.replace(b"\r\n", b"\r\n\0\0"),
        }
        for name, variant in table.items():
            with self.subTest(name):
                self.assertEqual(self.read_one(variant).crc, Crc.RIGHT)

    def test_given_envelope_when_read_then_it_is_left_out(self):
        data = text(*PLAIN)
        lines = data.split(b"\r\n")[:-1]
        head = b"<000|Operations|N&W|20191206|094751|daa|00001|__|000|\x11>"
        table = {
            "before": head + data,
            "before, on a line": head + b"\r\n" + data,
            "behind": data + b"<AAAA|BBBB><AAAA|BBBB>",
            "behind, same line": data[:-2] + b"<AAAA|BBBB>\r\n",
            "around each": b"\n".join(b"<000|" + line + b">" for line in lines),
            "around all": b"<000|site|" + data[:-2] + b">",
            "text before": b"MC5*x\r\nSlot 1: Cola\r\n\r\n" + data,
            "mark before": b"\xef\xbb\xbf\x02" + data,
        }
        for name, variant in table.items():
            with self.subTest(name):
                audit = self.read_one(variant)

                self.assertEqual(audit.crc, Crc.RIGHT)
                self.assertEqual((audit.refusals, audit.warnings), ((), ()))
                self.assertEqual(audit.machine.sender, "CFE0000042")

    def test_given_several_blocks_when_read_then_each_has_its_verdict(self):
        good = text(*PLAIN)
        wrong = good.replace(b"ESPRESSO", b"EXPRESSO")
        data = b"junk\r\n" + good + b"between\n" + wrong + good[:60] + b"\n" + good

        audits = list(read(data))

        verdicts = [codes(audit.refusals) for audit in audits]
        self.assertEqual(verdicts, [[], ["crc"], ["cut"], []])
        self.assertEqual([audit.line for audit in audits], [2, 12, 21, 24])

    def test_given_two_sets_in_one_block_when_read_then_two_audits(self):
        first, second = text(*PLAIN), text(b"ID1*CFE0043")
        data = first[: first.index(b"DXE")] + second[second.index(b"ST*") :]

        one, two = read(data)

        self.assertEqual((one.serial, two.serial), ("CFE0042", "CFE0043"))
        self.assertEqual((one.crc, two.crc), (Crc.RIGHT, Crc.RIGHT))
        self.assertEqual((one.refusals, two.refusals), ((), ()))
        self.assertEqual(two.machine.sender, "CFE0000042")

    def test_given_no_block_when_read_then_nothing(self):
        for data in (b"", b"\r\n\r\n", b"PK\x03\x04junk", b"seq;timestamp\r\n1;2\r\n"):
            with self.subTest(data):
                self.assertEqual(list(read(data)), [])

    def test_given_numbered_set_and_lower_case_when_read_then_right(self):
        data = text(*PLAIN)
        numbered = data.replace(b"SE*", b"SE-1*")
        start = data.index(b"G85*") + 4
        lower = data[:start] + data[start:].lower().replace(b"se*", b"SE*").replace(
            b"dxe*", b"DXE*"
        )

        for variant in (numbered, lower):
            audit = self.read_one(variant)
            self.assertEqual((audit.crc, audit.sets), (Crc.RIGHT, SetCount.RIGHT))
