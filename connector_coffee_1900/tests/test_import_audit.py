# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from collections import Counter
from datetime import datetime, timedelta, timezone

from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from coffee_machines import Fault

from .common import Coffee1900Case


class TestImportAudit(Coffee1900Case):
    machine_options = {"seed": 7, "brews": 120, "drinks": 5, "cards": 6}

    def setUp(self):
        super().setUp()
        self.backend.sales_source = "audit"

    def sold(self):
        """Import; return what is new as (drink, payment) with quantity and cents."""
        before = self.brews()
        self.import_flow("coffee.brew")
        return {
            (brew.drink_id.selection, brew.payment): (
                brew.quantity,
                round(brew.amount * 100),
            )
            for brew in self.brews() - before
        }

    def read_without_money(self):
        """Import an audit that has numbers of vends alone."""
        counted = rb"(PA2\*\d+|PA7\*\d+\*\w+\*\d+\*\d+\*\d+)\*\d+\*\d+\*\d+"
        body = re.sub(counted, rb"\1", self.machine.audit_text())
        body = re.sub(rb"G85.*\r\n", b"", body)
        body = re.sub(rb"SE\*(\d+)", self._one_less, body)
        self.machine.faults.add(Fault("status", path="/audit", status=200, body=body))
        return self.sold()

    @staticmethod
    def _one_less(match):
        """Count the segment that was taken out no more."""
        return b"SE*%d" % (int(match[1]) - 1)

    def counter(self):
        return self.backend.counter_ids[:1]

    def test_given_first_read_when_import_then_baseline_that_sells_nothing(self):
        self.assertEqual(self.sold(), {})

        self.assertIn("counting starts here", self.last_sync().warning)
        self.assertEqual(self.backend.serial, self.machine.serial)
        self.assertEqual(
            (self.counter().serial, self.counter().reading),
            (
                self.machine.serial,
                1,
            ),
        )

    def test_given_sales_when_read_then_differences_by_drink_and_device(self):
        self.sold()
        card = next(iter(self.machine.cards))
        for _cup in range(3):
            self.machine.pour("0")
        self.machine.pour("0", card=card)
        self.machine.pour("0", payment="token")
        price = self.machine.drinks["0"].price

        found = self.sold()

        self.assertEqual(
            found,
            {
                ("0", "cash"): (3, 3 * price),
                ("0", "cashless"): (1, price),
                ("0", "token"): (1, price),
            },
        )
        drink = self.brews()[0].drink_id
        self.assertEqual(drink.name, self.machine.drinks["0"].name)

    def test_given_free_and_test_vends_when_read_then_no_money(self):
        self.sold()
        self.machine.pour("0", payment="free")
        self.machine.pour("0", payment="free")
        self.machine.pour("0", payment="test")

        self.assertEqual(self.sold(), {("0", "free"): (2, 0), ("0", "test"): (1, 0)})
        self.assertEqual(self.sold(), {})

    def test_given_same_counters_when_read_again_then_nothing(self):
        self.sold()
        self.machine.pour("0")
        self.sold()
        brews = self.brews()

        self.assertEqual(self.sold(), {})
        self.assertEqual(self.brews(), brews)
        self.assertFalse(self.checkpoints())

    def test_given_read_number_that_stands_when_read_again_then_sold(self):
        """EA301 alone counts reads with reset only."""
        self.sold()
        self.machine.pour("0")
        self.sold()
        self.machine.pour("0")
        self.machine.reads -= 1

        self.assertEqual(self.sold()["0", "cash"][0], 1)
        self.assertFalse(self.checkpoints("audit:%"))

    def test_given_price_changed_between_reads_when_read_then_what_was_paid(self):
        self.sold()
        self.machine.set_price("0", 100)
        self.machine.pour("0")
        self.machine.set_price("0", 130)
        self.machine.pour("0")

        self.assertEqual(self.sold(), {("0", "cash"): (2, 230)})

    def test_given_interval_reset_when_read_then_sales_as_ever(self):
        self.sold()
        self.machine.pour("0")
        self.machine.reset_counters()

        self.assertEqual(self.sold()["0", "cash"][0], 1)

    def test_given_board_swapped_when_read_then_checkpoint_and_new_baseline(self):
        self.sold()
        self.machine.pour("0")
        self.sold()
        self.machine.swap_board()
        self.machine.pour("0")

        self.assertEqual(self.sold(), {})
        (checkpoint,) = self.checkpoints("audit:reset:%")
        self.assertIn("board was swapped", checkpoint.message)
        # the machine counts its reads anew as well; no sale takes the place of another
        self.machine.pour("0")
        self.assertEqual(self.sold()["0", "cash"][0], 1)
        self.assertEqual(sum(self.brews().mapped("quantity")), 2)

    def test_given_board_whose_clock_is_behind_when_read_then_it_is_not_an_old_file(
        self,
    ):
        self.sold()
        behind = datetime.now(timezone.utc) - timedelta(days=400)
        self.machine.swap_board()
        self.machine.clock = lambda: behind

        self.sold()
        self.machine.pour("0")

        self.assertEqual(self.sold()["0", "cash"][0], 1)
        self.assertFalse(self.checkpoints("audit:older:%"))

    def test_given_one_counter_rolled_over_when_read_then_the_others_are_sold(self):
        self.sold()
        other = next(drink for drink in self.machine.drinks.values() if drink.selection)
        numbers = self.machine.counters._number
        numbers[0, "cash"] = 0
        self.machine.pour(other.id)

        self.assertEqual(
            self.sold(), {(str(other.selection), "cash"): (1, other.price)}
        )
        self.assertEqual(len(self.checkpoints("audit:reset:%")), 1)
        self.machine.pour("0")
        self.assertEqual(self.sold()["0", "cash"][0], 1)

    def test_given_machine_that_counts_no_money_when_read_then_no_checkpoint(self):
        self.read_without_money()
        for _read in range(2):
            self.machine.pour("0")
            self.assertEqual(self.read_without_money()["0", "cash"][0], 1)

        self.assertIn("counts no value", self.last_sync().warning)
        self.assertFalse(self.checkpoints("audit:%"))

    def test_given_audit_log_audit_log_when_read_then_late_lines_are_there(self):
        clock = datetime(2026, 11, 2, 8, tzinfo=timezone.utc)
        self.machine.clock = lambda: clock
        self.sold()
        clock += timedelta(hours=1)
        self.machine.pour("0")
        clock += timedelta(hours=1)
        self.sold()
        self.backend.sales_source = "log"
        self.import_flow("coffee.brew")
        clock += timedelta(hours=1)
        late = self.machine.pour("0")
        clock += timedelta(hours=1)
        self.backend.sales_source = "audit"
        self.sold()
        clock += timedelta(hours=1)
        self.machine.pour("0")
        clock += timedelta(hours=1)
        self.sold()

        self.backend.sales_source = "log"
        self.import_flow("coffee.brew")

        self.assertIn(str(late.seq), self.brews().mapped("coffee_id"))
        self.assertEqual(sum(self.brews().mapped("quantity")), len(self.machine.brews))

    def test_given_clock_set_back_when_read_then_sold_and_checkpoint(self):
        self.sold()
        self.machine.pour("0")
        yesterday = datetime.now(timezone.utc) - timedelta(days=1)
        self.machine.clock = lambda: yesterday

        self.assertEqual(self.sold()["0", "cash"][0], 1)
        self.assertEqual(len(self.checkpoints("audit:clock:%")), 1)

    def test_given_clock_far_ahead_or_lost_when_read_then_sold_now(self):
        for year in (2005, 2098):
            with self.subTest(year=year):
                self.sold()
                self.machine.pour("0")
                wrong = datetime(year, 1, 1, 12, tzinfo=timezone.utc)
                self.machine.clock = lambda wrong=wrong: wrong

                self.sold()

                age = datetime.now() - self.brews().sorted("id")[-1].started_at
                self.assertLess(abs(age), timedelta(minutes=10))

    def test_given_broken_block_among_others_when_read_then_others_go_on(self):
        texts = [self.machine.audit_text()]
        for _block in range(3):
            self.machine.pour("0")
            texts.append(self.machine.audit_text())
        texts[2] = texts[2].replace(b"ID5*", b"ID5*1", 1)
        body = b"".join(texts)
        self.machine.faults.add(Fault("status", path="/audit", status=200, body=body))

        found = Counter()
        self.import_flow("coffee.brew")
        for brew in self.brews():
            found[brew.coffee_id] += brew.quantity

        self.assertEqual(sorted(found.values()), [1, 2])
        (checkpoint,) = self.checkpoints("audit:refused:%")
        self.assertIn("read 3", checkpoint.message)
        self.assertIn("CRC", checkpoint.message)

    def test_given_refused_read_repeated_when_good_again_then_one_checkpoint(self):
        self.sold()
        self.machine.pour("0")
        fault = Fault("garble", path="/audit", find=b"VA1", replace=b"VA2", times=2)
        self.machine.faults.add(fault)

        self.assertEqual((self.sold(), self.sold()), ({}, {}))

        self.assertTrue(self.checkpoints("audit:refused:%"))
        self.assertEqual(self.sold()["0", "cash"][0], 1)

    def test_given_job_that_fails_when_again_then_nothing_lost_or_doubled(self):
        self.sold()
        self.machine.pour("0")
        self.env.company.currency_id = self.env.ref("base.USD")
        self.env.ref("base.EUR").active = False
        with self.assertRaises(CoffeeConfigurationError), self.env.cr.savepoint():
            self.env["coffee.brew"].import_page(self.backend)
        self.env.invalidate_all()
        self.env.ref("base.EUR").active = True

        self.assertEqual(self.sold()["0", "cash"][0], 1)
        self.assertEqual(self.sold(), {})

    def test_given_log_after_audits_when_source_changes_then_nothing_twice(self):
        self.backend.sales_source = "log"
        self.import_flow("coffee.brew")
        self.backend.sales_source = "audit"
        self.sold()
        self.machine.pour("0")
        self.sold()

        self.machine.clock = lambda: datetime.now(timezone.utc) + timedelta(hours=1)
        self.backend.sales_source = "log"
        self.machine.pour("0")
        self.import_flow("coffee.brew")
        self.backend.sales_source = "audit"
        self.sold()

        self.assertEqual(sum(self.brews().mapped("quantity")), len(self.machine.brews))

    def test_given_audit_as_source_when_import_then_machine_is_asked_once(self):
        self.sold()
        self.machine.pour("0")
        self.machine.requests.clear()

        self.sold()

        self.assertEqual([r.path for r in self.machine.requests], ["/audit"])

    def test_given_preview_then_sales_are_told_and_counters_stay(self):
        self.sold()
        self.machine.pour("0")
        self.env.flush_all()

        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            _page, plan, warnings = self.backend._flow_of("coffee.brew")._preview()
            savepoint.rollback()

        self.assertEqual((len(plan.creates), warnings), (1, []))
        self.assertEqual(self.counter().reading, 1)
        self.assertEqual(len(self.sold()), 1)
