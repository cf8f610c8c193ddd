# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The files of real machines, which stay where they are: in ``../shared/samples``."""

from decimal import Decimal
from pathlib import Path
from unittest import skipUnless

from odoo.tests import BaseCase

from odoo.addons.connector_coffee.counting import Tally
from odoo.addons.connector_coffee_1900.eva_dts import Crc, SetCount, read

_PLACE = "shared/samples/eva-dts"
_ROOTS = (Path(__file__).resolve().parents[3], Path.cwd().parent)
SAMPLES = next((r / _PLACE for r in _ROOTS if (r / _PLACE).is_dir()), None)


def tally(number, value):
    return Tally(number, None if value is None else Decimal(value))


@skipUnless(SAMPLES, f"no ../{_PLACE}, where the audits of real machines are")
class TestEvaDtsSamples(BaseCase):
    def audit(self, name):
        with (SAMPLES / name).open("rb") as file:
            audits = list(read(file))
        self.assertEqual(len(audits), 1, name)
        return audits[0]

    def test_given_animo_when_read_then_lifetime_is_third_field(self):
        audit = self.audit("animo.eva_dts")

        self.assertEqual((audit.crc, audit.sets), (Crc.RIGHT, SetCount.RIGHT))
        self.assertFalse(audit.refused)
        self.assertEqual(audit.serial, "ANIKraftver")
        self.assertEqual(audit.machine.model, "3M3Aba")
        self.assertEqual(audit.machine.asset, "Animo")
        self.assertEqual((audit.currency, audit.decimals), ("EUR", 2))
        self.assertEqual(audit.totals.paid.init, tally(8161, "8161.00"))
        self.assertEqual(audit.totals.free.init, tally(2322, "0.00"))
        self.assertEqual(len(audit.products), 24)
        coffee = audit.product("0")
        self.assertEqual((coffee.name, coffee.price), ("COFFEE", Decimal("1.00")))
        self.assertEqual(coffee.paid.init, tally(412, "412.00"))
        self.assertEqual(coffee.paid.lifetime, 2655)
        self.assertEqual(coffee.paid.reset, Tally())
        self.assertEqual(coffee.free.lifetime, 591)
        self.assertEqual(sum(p.paid.lifetime for p in audit.products), 8161)

    def test_given_animo2_cut_off_when_read_then_refused_and_legible(self):
        audit = self.audit("animo2.eva_dts")

        self.assertEqual((audit.crc, audit.sets), (Crc.MISSING, SetCount.MISSING))
        self.assertEqual([r.code for r in audit.refusals], ["cut"])
        self.assertIn("G85, SE, DXE", audit.refusals[0].message)
        self.assertEqual(audit.totals.paid.init, tally(547, "39.45"))
        self.assertEqual(len(audit.products), 27)
        self.assertEqual(audit.product("1").paid.init, tally(98, "6.40"))

    def test_given_rheavendors_when_read_then_devices_and_modifier(self):
        audit = self.audit("rhevendors.eva_dts")

        self.assertEqual((audit.crc, audit.sets), (Crc.RIGHT, SetCount.WRONG))
        self.assertFalse(audit.refused)
        self.assertEqual([w.code for w in audit.warnings], ["sets"])
        self.assertIn("'349' segments, here are 369", audit.warnings[0].message)
        self.assertEqual(audit.totals.paid.init, tally(9612, "5865.30"))
        self.assertEqual(
            sum(product.paid.init.value for product in audit.products),
            Decimal("5865.30"),
        )
        self.assertEqual(audit.read_number, 2)
        self.assertEqual(str(audit.clock), "2023-11-27 10:11:00")
        payments = {payment.device: payment.sold.init for payment in audit.payments}
        self.assertEqual(payments["CA"], tally(5443, "3123.30"))
        self.assertEqual(payments["DA"], tally(4156, "2742.00"))
        black = audit.product("1")
        self.assertEqual(black.name, "KAFFEE SCHWARZ BOHNE")
        devices = {(d.device, d.price_list): d.sold for d in black.devices}
        self.assertEqual(devices["CA", "1"].init, tally(419, "206.50"))
        self.assertEqual(devices["DA", "2"].init, tally(1, "0.40"))
        self.assertEqual(devices["CA", "1"].reset, tally(417, "206.50"))
        self.assertTrue(audit.product("17").modifier)
        self.assertEqual(audit.product("17").name, "NO CUP")
        self.assertIsNone(audit.product("18").price)
        self.assertEqual(audit.product("18").paid.init, tally(4, "3.40"))

    def test_given_sielaff_cut_off_when_read_then_refused_and_legible(self):
        audit = self.audit("sielaff.eva_dts")

        self.assertEqual(audit.line, 2)
        self.assertEqual(audit.version, "1.1")
        self.assertEqual([r.code for r in audit.refusals], ["cut"])
        self.assertEqual(audit.serial, "SIE90517939")
        self.assertEqual(audit.totals.paid.init, tally(1666, "2348.50"))
        self.assertEqual(audit.totals.test.init, tally(28, "57.25"))
        payments = {payment.device: payment.sold for payment in audit.payments}
        self.assertEqual(payments["CA"].init, tally(1659, "2329.50"))
        self.assertEqual(payments["DA"].reset, tally(5, "15.00"))
        self.assertEqual(audit.products, ())

    def test_given_unknown_segments_when_read_then_each_is_named_once(self):
        for name in ("temp_test.eva", "test_unknown_blocks.eva"):
            with self.subTest(name):
                audit = self.audit(name)

                unknown = [w.message for w in audit.warnings if w.code == "unknown"]
                self.assertEqual(
                    unknown,
                    ["Unknown segment 'EA250705'", "Unknown segment 'EADXS'"],
                )
                self.assertEqual([r.code for r in audit.refusals], ["cut"])

    def test_given_misused_va1_when_read_then_what_is_no_count_is_none(self):
        audit = self.audit("test_unknown_blocks.eva")

        self.assertEqual(audit.totals.paid.init, tally(None, "9.78"))
        self.assertIn("VA102: 'EUR' is no count", [w.message for w in audit.warnings])
