# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta, timezone
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.connector_coffee.exceptions import CoffeeRowError
from odoo.addons.connector_coffee_1900.machine_clock import LogClock
from odoo.addons.connector_coffee_1900.sales_log import LogReader, parse_line, split

GOOD = b"8121;22.11.2026 08:04:11;1;04A224B9;CASHLESS;1,50;EUR;milk-type=Skim"
BERLIN = ZoneInfo("Europe/Berlin")
steady = settings(max_examples=300, deadline=None, database=None, derandomize=True)

# field that is refused: the line with what is wrong in it
BAD = {
    "line": [
        b"",
        b"   ",
        GOOD[:30],
        GOOD + b";",
        b'"' + GOOD,
        GOOD.replace(b"1", b"\0", 1),
        GOOD + b"x" * 1_000_000,
        b"\xff" * 50,
    ],
    "seq": [
        GOOD.replace(b"8121", b"-1"),
        GOOD.replace(b"8121", b"9" * 40),
        GOOD.replace(b"8121", "８１２１".encode()),
        b"seq;timestamp;selection;card;payment;price;currency;additions",
    ],
    "timestamp": [
        GOOD.replace(b"22.11.2026", b"00.00.0000"),
        GOOD.replace(b"22.11.2026", b"31.02.2026"),
        GOOD.replace(b"22.11.2026", b"01.01.0001"),
        GOOD.replace(b"08:04:11", b"25:61:00"),
        GOOD.replace(b"22.11.2026", b"2026-11-22"),
    ],
    "selection": [GOOD.replace(b";1;", b";;"), GOOD.replace(b";1;", b";one two;")],
    "card": [GOOD.replace(b"04A224B9", b"04\xe2\x98\x95")],
    "price": [
        GOOD.replace(b"1,50", price)
        for price in (b"free", b"-1,50", b"NaN", b"1e9", b"1,50,0", b"", b"9" * 30)
    ],
    "currency": [GOOD.replace(b"EUR", b"???"), GOOD.replace(b"EUR", b"\xa4")],
    "additions": [GOOD + b"\x1b[2J"],
}


class TestSalesLog(BaseCase):
    def clock(self, last=None):
        return LogClock("Europe/Berlin", last)

    def utc(self, *times, last=None):
        """Return times of one night, such as "25.10.2026 02:30", read in order."""
        clock = self.clock(last)
        locals_ = [datetime.strptime(time, "%d.%m.%Y %H:%M") for time in times]
        return [clock.to_utc(local).strftime("%H:%M") for local in locals_]

    def test_given_line_of_contract_when_parsed_then_brew(self):
        brew = parse_line(GOOD, "Line 2", self.clock())

        self.assertEqual(brew.external_id, "8121")
        self.assertEqual(brew.started_at, datetime(2026, 11, 22, 7, 4, 11))
        self.assertEqual((str(brew.amount), brew.currency), ("1.50", "EUR"))
        self.assertEqual((brew.payment, brew.card), ("CASHLESS", "04A224B9"))
        self.assertEqual(brew.additions, "milk-type=Skim")

    def test_given_latin_1_and_zero_when_parsed_then_read(self):
        line = GOOD.replace(b"8121", b"0").replace(b"Skim", b"Cr\xe8me; 2")

        brew = parse_line(line.replace(b"; 2", b""), "Line 2", self.clock())

        self.assertEqual((brew.external_id, brew.additions), ("0", "milk-type=Crème"))

    def test_given_bad_line_when_parsed_then_error_names_place_field_and_value(self):
        for field, lines in BAD.items():
            for line in lines:
                with self.subTest(field=field, line=line[:80]):
                    with self.assertRaises(CoffeeRowError) as caught:
                        parse_line(line, "Line 7", self.clock())

                    error = caught.exception
                    self.assertEqual(
                        (error.external_id, error.field), ("Line 7", field)
                    )
                    self.assertLessEqual(len(error.value), 80)

    def test_given_spring_night_when_read_then_missing_hour_is_as_before_it(self):
        found = self.utc("29.03.2026 01:59", "29.03.2026 02:30", "29.03.2026 03:40")

        self.assertEqual(found, ["00:59", "01:30", "01:40"])

    def test_given_autumn_night_when_read_in_order_then_second_pass_is_seen(self):
        found = self.utc(
            "25.10.2026 01:50",
            "25.10.2026 02:10",
            "25.10.2026 02:50",
            "25.10.2026 02:05",
            "25.10.2026 02:55",
            "25.10.2026 03:01",
        )

        self.assertEqual(found, ["23:50", "00:10", "00:50", "01:05", "01:55", "02:01"])

    def test_given_autumn_night_when_line_before_is_known_then_it_decides(self):
        time, first = "25.10.2026 02:30", datetime(2026, 10, 25, 0, 30)

        self.assertEqual(self.utc(time), ["00:30"])
        self.assertEqual(self.utc(time, last=first), ["00:30"])
        self.assertEqual(self.utc(time, last=first + timedelta(minutes=9)), ["01:30"])
        self.assertEqual(self.utc(time, last=first + timedelta(minutes=1)), ["00:30"])

    @steady
    @given(
        st.lists(st.integers(0, 57 * 60), min_size=30, max_size=50),
        st.sampled_from(["2026-10-24", "2026-03-28", "2026-07-01"]),
    )
    def test_given_a_line_every_57_minutes_when_read_then_every_time_is_right(
        self, pauses, day
    ):
        moment = datetime.fromisoformat(day).replace(hour=15, tzinfo=timezone.utc)
        moments = [moment := moment + timedelta(seconds=pause) for pause in pauses]
        clock = self.clock()

        found = [
            clock.to_utc(moment.astimezone(BERLIN).replace(tzinfo=None))
            for moment in moments
        ]

        self.assertEqual(found, [moment.replace(tzinfo=None) for moment in moments])

    @steady
    @given(st.binary() | st.binary().map(lambda tail: GOOD[:40] + tail))
    def test_given_any_bytes_when_parsed_then_brew_or_our_error(self, line):
        try:
            brew = parse_line(line, "Line 7", self.clock())
        except CoffeeRowError:
            return

        self.assertGreaterEqual(brew.amount, 0)

    @steady
    @given(st.lists(st.booleans(), min_size=1), st.integers(-1, 9999), st.data())
    def test_given_any_page_when_read_then_position_moves_and_skips_none(
        self, readable, after, data
    ):
        reader, number = LogReader(self.clock(), after), after
        for is_good in readable:
            number += data.draw(st.integers(1, 5))
            line = GOOD.replace(b"8121", b"%d" % number) if is_good else b"junk"
            reader.take(line, "")

        reader.refuse_out_of_order()

        self.assertEqual(len(reader.rows), sum(readable))
        self.assertGreaterEqual(reader.reached, after + len(readable))
        self.assertLessEqual(reader.reached, number)

    @steady
    @given(
        st.lists(st.integers(1, 5), min_size=2, max_size=30), st.integers(0), st.data()
    )
    def test_given_one_damaged_number_when_read_then_no_other_is_passed_over(
        self, steps, index, data
    ):
        numbers = list(accumulate(steps, initial=100))[1:]
        index %= len(numbers)
        seen = list(numbers)
        seen[index] = data.draw(st.integers(0, 10**9))
        reader = LogReader(self.clock(), 100)

        for number in seen:
            reader.take(GOOD.replace(b"8121", b"%d" % number), "")
        reader.refuse_out_of_order()

        self.assertLessEqual(reader.reached, numbers[-1])
        self.assertGreaterEqual(reader.reached, 100 + len(numbers))
        read = [int(row.external_id) for row in reader.rows]
        self.assertEqual(read, sorted(read))
        self.assertGreaterEqual(len(read), len(numbers) - 1)

    def test_given_ends_of_lines_of_every_kind_when_split_then_lines(self):
        utf_16 = "seq\r\n".encode("utf-16-le")

        self.assertEqual(split(b""), [b""])
        self.assertEqual(split(b"a\r\nb\nc"), [b"a", b"b", b"c"])
        self.assertEqual(split(b"a\r\n\r\n"), [b"a", b""])
        self.assertEqual(split(utf_16 + b"b\r\n")[1:], [b"b"])
        self.assertEqual(len(split(b"a\r\n" + utf_16)), 2)
