# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a block says: products, counters, totals, price lists, events."""

from decimal import Decimal

from odoo.addons.connector_coffee.counting import Tally
from odoo.addons.connector_coffee_1900.eva_dts import Counter, Event, ListPrice

from .eva_dts_case import ID, PLAIN, EvaDtsCase, codes


class TestEvaDtsProducts(EvaDtsCase):
    def test_given_product_of_6_2_when_read_then_levels_and_status(self):
        audit = self.audit(b"PA1*7*150*MOCCA*50*40*1*1*12*5")

        mocca = audit.product("7")
        self.assertEqual((mocca.name, mocca.price), ("MOCCA", Decimal("1.50")))
        self.assertEqual((mocca.capacity, mocca.fill_level), (50, 40))
        self.assertEqual((mocca.level, mocca.minimum), (12, 5))
        self.assertFalse(mocca.present)

    def test_given_counters_when_read_then_number_before_value(self):
        audit = self.audit(
            *(*PLAIN, b"PA2*2*300*1*150"),
            *(b"PA3*3*0*1*0", b"PA4*4**2", b"PA8*1*50*0*0"),
        )

        espresso = audit.product("1")
        self.assertEqual(
            espresso.paid,
            Counter(Tally(2, Decimal("3.00")), Tally(1, Decimal("1.50"))),
        )
        self.assertEqual(espresso.test.init.number, 3)
        self.assertEqual(espresso.free.reset, Tally(2, None))
        self.assertEqual(espresso.mixed.init.value, Decimal("0.50"))
        self.assertEqual(audit.warnings, ())

    def test_given_short_pa2_when_read_then_third_is_lifetime_unless_smaller(self):
        table = [
            (b"PA2*2*300*9", Counter(Tally(2, Decimal(3)), lifetime=9)),
            (b"PA2*2*300*2", Counter(Tally(2, Decimal(3)), lifetime=2)),
            (b"PA2*2*300*1", Counter(Tally(2, Decimal(3)), Tally(1))),
            (b"PA2*2*300*9*", Counter(Tally(2, Decimal(3)), Tally(9))),
            (b"PA2*2", Counter(Tally(2))),
            (b"PA2", Counter()),
        ]
        for line, expected in table:
            with self.subTest(line):
                audit = self.audit(b"PA1*1*150", line)

                self.assertEqual(audit.product("1").paid, expected)

    def test_given_number_in_second_field_when_read_then_it_is_the_number(self):
        audit = self.audit(b"PA1**14*5", b"PA2***149*0", b"PA1**15*", b"PA1***50")

        self.assertEqual([p.number for p in audit.products], ["14", "15"])
        fourteen = audit.product("14")
        self.assertEqual(fourteen.price, Decimal("0.05"))
        self.assertEqual(fourteen.paid.init, Tally())
        self.assertEqual(fourteen.paid.reset, Tally(149, Decimal(0)))
        self.assertEqual(codes(audit.warnings), ["product"])

    def test_given_pa7_when_read_then_device_and_price_list(self):
        audit = self.audit(
            *(b"PA1*1*150", b"PA7*1*CA*0*150*2*300*1*150"),
            *(b"PA7*1*DA*2*100*4*400*0*0", b"PA7*9*TA*1*0*1*0*1*0"),
        )

        cash, card = audit.product("1").devices
        self.assertEqual((cash.device, cash.price_list), ("CA", "0"))
        self.assertEqual(card.price, Decimal(1))
        self.assertEqual(card.sold.init, Tally(4, Decimal(4)))
        self.assertEqual(audit.product("9").devices[0].device, "TA")

    def test_given_pa7_without_a_number_when_read_then_warning(self):
        audit = self.audit(b"PA1*1*150", b"PA7**CA*0*150*2*300*1*150")

        self.assertEqual(audit.product("1").devices, ())
        self.assertEqual(codes(audit.warnings), ["product"])

    def test_given_nothing_but_fields_missing_when_read_then_none(self):
        audit = self.audit(b"PA1*1", b"PA7*1*CA", b"VA1", b"LA1", b"EA2", b"EA3")

        self.assertIsNone(audit.product("1").price)
        self.assertEqual(audit.product("1").devices[0].sold, Counter())
        self.assertEqual(audit.totals.paid, Counter())

    def test_given_erased_memory_when_read_then_none(self):
        audit = self.audit(b"PA1*1*65535", b"PA2*0*4294967295*0*4294967295")

        self.assertIsNone(audit.product("1").price)
        self.assertEqual(audit.product("1").paid.init, Tally(0, None))

    def test_given_what_is_no_count_when_read_then_none_and_warning(self):
        for field in (b"EUR", b"-5", b"1e5", b"9" * 40, b"\xb2", "٣".encode()):
            with self.subTest(field):
                audit = self.audit(b"PA1*1*150", b"PA2*%s*300" % field)

                self.assertIsNone(audit.product("1").paid.init.number)
                self.assertEqual(codes(audit.warnings), ["number"])

    def test_given_written_decimal_point_when_read_then_believed(self):
        audit = self.audit(b"PA1*1*1,50", b"PA2*2*3.00")

        self.assertEqual(audit.product("1").price, Decimal("1.50"))
        self.assertEqual(audit.product("1").paid.init.value, Decimal("3.00"))

    def test_given_segments_twice_when_read_then_first_stands(self):
        audit = self.audit(
            *(ID, b"ID1*OTHER", b"VA1*300*2", b"VA1*9*9"),
            *(b"PA1*1*150", b"PA2*2*300*0*0", b"PA2*5*500*0*0", b"PA1*1*990"),
        )

        self.assertEqual(audit.serial, "CFE0042")
        self.assertEqual(audit.totals.paid.init.number, 2)
        self.assertEqual(audit.product("1").price, Decimal("1.50"))
        self.assertEqual(audit.product("1").paid.init.number, 2)
        self.assertEqual(codes(audit.warnings), ["twice"] * 4)

    def test_given_totals_when_read_then_value_before_number(self):
        audit = self.audit(b"VA1*300*2*150*1", b"VA2*0*9*0*3", b"VA3**225**0")

        self.assertEqual(audit.totals.paid.init, Tally(2, Decimal(3)))
        self.assertEqual(audit.totals.paid.reset, Tally(1, Decimal("1.50")))
        self.assertEqual(audit.totals.test.reset.number, 3)
        self.assertEqual(audit.totals.free.init, Tally(225, None))

    def test_given_la1_when_read_then_reset_before_init(self):
        audit = self.audit(b"LA1*0*1*150*3*41", b"LA1*8*2**0")

        self.assertEqual(
            audit.price_lists,
            (
                ListPrice("0", "1", Decimal("1.50"), number=41, number_reset=3),
                ListPrice("8", "2", None, number=None, number_reset=0),
            ),
        )

    def test_given_ea2_when_read_then_active_wherever_it_stands(self):
        table = [
            (b"EA2*EGS****1", Event("EGS", active=True)),
            (b"EA2*EGS*4*36**0", Event("EGS", 4, 36)),
            (b"EA2*EDJ_2*1*4*1", Event("EDJ_2", 1, 4, active=True)),
            (b"EA2*EDT*1*4*0", Event("EDT", 1, 4)),
            (b"EA2*ECD*1*1*1*12V LOW", Event("ECD", 1, 1, True, None, "12V LOW")),
            (b"EA2*EBM_1***25A*0", Event("EBM_1", note="25A")),
            (b"EA2*EDO*104*104**1*952", Event("EDO", 104, 104, True, 952)),
            (
                b"EA2*001 No selection*1*11*1",
                Event("001 No selection", 1, 11, note="1"),
            ),
            (b"EA2*00000000", Event("00000000")),
        ]
        for line, expected in table:
            with self.subTest(line):
                self.assertEqual(self.audit(line).events, (expected,))

    def test_given_sums_that_differ_when_read_then_warning_only(self):
        table = [
            ((b"VA1*300*2", b"PA1*1", b"PA2*2*300"), []),
            ((b"VA1*310*2", b"PA1*1", b"PA2*2*300"), ["sum"]),
            ((b"VA1*300*2", b"PA1*1", b"PA7*1*CA*0*0*2*300"), []),
            ((b"VA1*300*9", b"PA1*1", b"PA2*2*300"), []),
            ((b"VA1*0*9", b"PA1*1", b"PA2*2*0"), ["sum"]),
            ((b"VA1*0*2", b"PA1*1", b"PA2*2*0", b"PP1*9", b"PA1*9", b"PA2*5*0"), []),
            ((b"VA1*300*2",), []),
        ]
        for segments, expected in table:
            with self.subTest(segments):
                self.assertEqual(codes(self.audit(*segments).warnings), expected)
