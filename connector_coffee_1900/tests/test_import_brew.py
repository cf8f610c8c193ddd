# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timezone

from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError

from coffee_machines import Fault
from coffee_machines.wire_1900.damage import DAMAGE

from .common import Coffee1900Case


class TestImportBrew(Coffee1900Case):
    machine_options = {"seed": 7, "brews": 1200, "drinks": 5, "cards": 6}

    def expected(self, brews=None):
        """Return what Odoo should have of brews of the machine."""
        return {
            (
                str(brew.seq),
                str(brew.selection),
                brew.price,
                brew.started_at.replace(microsecond=0, tzinfo=None),
                brew.payment,
            )
            for brew in (self.machine.brews if brews is None else brews)
        }

    def found(self):
        """Return what Odoo has."""
        return {
            (
                brew.coffee_id,
                brew.drink_id.coffee_id,
                round(brew.amount * 100),
                brew.started_at,
                brew.payment,
            )
            for brew in self.brews()
        }

    def requests_for_log(self):
        return [r.target for r in self.machine.requests if r.path == "/log"]

    def test_given_log_when_import_then_brews_with_drink_amount_and_time(self):
        jobs = self.import_flow("coffee.brew")

        self.assertEqual(self.found(), self.expected())
        self.assertEqual(jobs, 2)

    def test_given_import_when_again_then_only_what_is_new(self):
        self.import_flow("coffee.brew")
        self.machine.skip_seq(40)
        self.machine.pour("0", card=next(iter(self.machine.cards)))

        self.import_flow("coffee.brew")

        sync = self.last_sync()
        self.assertEqual((sync.created, sync.unchanged, sync.failed), (1, 0, 0))
        self.assertEqual(self.found(), self.expected())

    def test_given_every_kind_of_damage_when_import_then_all_others_are_there(self):
        kinds = sorted(DAMAGE.keys() - {"bare_lf"})
        bad = self.machine.brews[50::50][: len(kinds)]
        for brew, kind in zip(bad, kinds, strict=True):
            self.machine.damage_line(brew.seq, kind)
        self.machine.damage_line(self.machine.brews[3].seq, "bare_lf")

        self.import_flow("coffee.brew")

        good = [brew for brew in self.machine.brews if brew not in bad]
        self.assertEqual(self.found(), self.expected(good))
        self.assertEqual(self.last_sync().failed, len(kinds))
        checkpoints = self.checkpoints("row:%")
        self.assertEqual(len(checkpoints), len(kinds))
        self.assertLess(max(len(m) for m in checkpoints.mapped("message")), 400)
        self.assertIn("Line 52 of the log", " ".join(checkpoints.mapped("message")))

    def test_given_page_without_a_number_when_import_then_it_goes_on(self):
        for brew in self.machine.brews[:1100]:
            self.machine.damage_line(brew.seq, "junk")

        jobs = self.import_flow("coffee.brew")

        self.assertEqual(self.found(), self.expected(self.machine.brews[1100:]))
        self.assertLessEqual(jobs, 3)

    def test_given_bad_line_at_the_end_when_import_again_then_it_is_passed(self):
        self.import_flow("coffee.brew")
        self.machine.skip_seq(2)
        self.machine.damage_line(self.machine.pour("0").seq, "seq_huge")

        for _time in range(5):
            self.import_flow("coffee.brew")
        self.machine.pour("0")
        self.import_flow("coffee.brew")

        self.assertEqual(self.last_sync().created, 1)
        self.assertEqual(self.last_sync().failed, 0)

    def test_given_damaged_digit_when_import_then_no_line_is_lost_or_overwritten(self):
        brews = self.machine.brews
        too_high, too_low, last = brews[100], brews[700], brews[-1]
        self.machine.damage_line(too_high.seq, "seq_high")
        self.machine.damage_line(too_low.seq, "seq_low")
        self.machine.damage_line(last.seq, "seq_high")
        self.import_flow("coffee.brew")
        for _pour in range(3):
            self.machine.pour("0")

        self.import_flow("coffee.brew")

        good = [brew for brew in brews if brew not in (too_high, too_low, last)]
        found = self.found()
        self.assertLessEqual(self.expected(good), found)
        self.assertEqual(len(self.checkpoints("row:%:seq")), 2)
        # nothing told of the last line, when it was read, that its number is wrong
        self.assertEqual(len(found), len(good) + 1)

    def test_given_card_forgot_lines_when_import_then_checkpoint_for_the_gap(self):
        self.import_flow("coffee.brew")
        last = self.machine.brews[-1].seq
        self.machine.card_lines = 50
        for _number in range(60):
            self.machine.pour("0")

        self.import_flow("coffee.brew")

        (checkpoint,) = self.checkpoints("gap:%")
        oldest = self.machine.brews[-50].seq
        self.assertIn(f"from {last + 1} to {oldest - 1}", checkpoint.message)
        self.assertEqual(self.last_sync().created, 50)

    def test_given_jump_on_a_full_card_when_import_then_no_checkpoint(self):
        self.import_flow("coffee.brew")
        self.machine.skip_seq(30)
        self.machine.pour("0")
        self.machine.card_lines = 2

        self.import_flow("coffee.brew")

        self.assertFalse(self.checkpoints("gap:%"))

    def test_given_autumn_night_when_imported_in_two_parts_then_both_hours_are_right(
        self,
    ):
        hours = [datetime(2026, 10, 25, h, m) for h in (0, 1) for m in (5, 35, 55)]
        moments = [hour.replace(tzinfo=timezone.utc) for hour in hours]
        for moment in moments[:3]:
            self.machine.clock = lambda moment=moment: moment
            self.machine.pour("0")
        self.import_flow("coffee.brew")
        for moment in moments[3:]:
            self.machine.clock = lambda moment=moment: moment
            self.machine.pour("0")

        self.import_flow("coffee.brew")

        self.assertEqual(self.brews()[:6].sorted("id").mapped("started_at"), hours)

    def test_given_no_log_but_a_page_of_html_when_import_then_protocol_error(self):
        for body in (b"<html>Hello</html>", b""):
            with self.subTest(body=body):
                fault = Fault("status", path="/log", status=200, body=body)
                self.machine.faults.add(fault)

                with self.assertRaisesRegex(CoffeeProtocolError, "not the log"):
                    self.env["coffee.brew"].import_page(self.backend)

                self.assertFalse(self.backend._flow_of("coffee.brew").position)

    def test_given_sums_that_disagree_when_import_then_warning_on_the_run(self):
        self.import_flow("coffee.product.product")
        self.machine.remove(self.machine.brews[0].drink_id)

        self.import_flow("coffee.brew")

        self.assertIn("add up to", self.last_sync().warning)
        self.assertEqual(self.last_sync().created, 1200)

    def test_given_broken_audit_when_import_then_warning_and_log_is_there(self):
        self.import_flow("coffee.product.product")
        self.machine.faults.add(Fault("garble", path="/audit", find=b"VA1"))

        self.import_flow("coffee.brew")

        self.assertIn("audit of the machine is broken", self.last_sync().warning)
        self.assertEqual(self.found(), self.expected())
