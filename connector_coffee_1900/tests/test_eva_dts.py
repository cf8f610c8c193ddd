# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Who speaks, in which money, and when."""

from datetime import datetime

from .eva_dts_case import ID, EvaDtsCase, codes


class TestEvaDts(EvaDtsCase):
    def test_given_identity_when_read_then_all_of_it(self):
        audit = self.audit(ID, b"CB1*77*BOARD*3.14")

        machine = audit.machine
        self.assertEqual(
            (machine.serial, machine.model, machine.build, machine.location),
            ("CFE0042", "1900", "17", "Lobby"),
        )
        self.assertEqual((machine.asset, machine.software), ("A-7", "3.14"))
        self.assertEqual((machine.sender, audit.version), ("CFE0000042", "6.0"))

    def test_given_no_serial_when_read_then_sender_stands_in(self):
        for line in (b"ID1******7", b"ID1*0*SAGOMA", b"ID4*2"):
            self.assertEqual(self.audit(line).serial, "CFE0000042")

    def test_given_id4_when_read_then_decimals_and_currency(self):
        table = [
            (b"ID4*2*1978*EUR", 2, "EUR", "3.00"),
            (b"ID4*2*1978", 2, "EUR", "3.00"),
            (b"ID4*0*1392", 0, "JPY", "300"),
            (b"ID4*3*414", 3, "KWD", "0.300"),
            (b"ID4*2*0039", 2, "", "3.00"),  # a telephone code
            (b"ID4*0*039*050", 0, "", "300"),  # the same, by an old coin changer
            (b"ID4*2*001*1", 2, "", "3.00"),
            (b"ID4*2*FFFF*1", 2, "", "3.00"),
            (b"ID4**0*gbp", 2, "GBP", "3.00"),
            (b"ID4*9*1978", 2, "EUR", "3.00"),
            (b"ID4", 2, "", "3.00"),
        ]
        for line, decimals, currency, value in table:
            with self.subTest(line):
                audit = self.audit(b"VA1*300*2", line)

                self.assertEqual((audit.decimals, audit.currency), (decimals, currency))
                self.assertEqual(str(audit.totals.paid.init.value), value)

    def test_given_dates_when_read_then_naive_local_time(self):
        moment = datetime(2026, 11, 22, 8, 4)
        table = [
            (b"261122*0804", moment),
            (b"20261122*080400", moment),
            (b"261122*0804*11", moment.replace(second=11)),
            (b" 261122 *0804 ", moment),
            (b"000000*0000", None),
            (b"*", None),
        ]
        for fields, expected in table:
            with self.subTest(fields):
                audit = self.audit(b"ID5*" + fields)

                self.assertEqual((audit.clock, codes(audit.warnings)), (expected, []))

    def test_given_impossible_dates_when_read_then_warning(self):
        for fields in (b"260230*0804", b"261122", b"261122*2504", b"22.11.26*08:04"):
            with self.subTest(fields):
                audit = self.audit(b"ID5*" + fields)

                self.assertIsNone(audit.clock)
                self.assertEqual(codes(audit.warnings), ["date"])

    def test_given_ea3_when_read_then_number_and_time_of_read(self):
        table = [
            (b"EA3*27*261122*0804", 27),
            (b"EA3*3*261122*0804*0***0**24*10", 24),  # EA309 counts all reads
            (b"EA3**261122*0804******3*4", 3),
            (b"EA3**261122*0804", None),
        ]
        for line, number in table:
            with self.subTest(line):
                audit = self.audit(line)

                self.assertEqual(audit.read_number, number)
                self.assertEqual(audit.read_at, datetime(2026, 11, 22, 8, 4))
