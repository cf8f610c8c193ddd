# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError

from coffee_machines import Coffee1900, Fault

from .common import Coffee1900Case


class TestMachineChanged(Coffee1900Case):
    """What happens when a board or a card is swapped, or another machine answers."""

    machine_options = {"seed": 7, "brews": 120, "drinks": 5, "cards": 6}

    def cursor(self):
        return self.backend._flow_of("coffee.brew")

    def history(self):
        """Return what Odoo knows of the sales: id on the machine to what was sold."""
        return {
            brew.coffee_id: (brew.started_at, brew.drink_id.coffee_id, brew.amount)
            for brew in self.brews()
        }

    def clear_card(self, next_seq=0):
        """Take all lines off the card."""
        self.machine.brews.clear()
        self.machine._next_seq = next_seq

    def question(self):
        """Return the one checkpoint that asks what happened."""
        (checkpoint,) = self.checkpoints("machine:%")
        return checkpoint

    def other_machine(self):
        """Put another machine at the place."""
        self.machine.stop()
        self.machine = self.enterContext(
            Coffee1900(**{**self.machine_options, "seed": 8})
        )
        self.backend.location = self.machine.location

    def test_given_cleared_card_when_import_then_flow_stands_still_and_asks_once(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        self.clear_card()
        self.machine.pour("0")

        self.import_flow("coffee.brew")
        self.import_flow("coffee.brew")

        self.assertEqual(self.history(), sold)
        self.assertIn("Machine Was Replaced", self.question().message)
        self.assertEqual(self.question().count, 1)

    def test_given_replaced_then_new_lines_come_beside_the_old_ones(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        self.clear_card()
        self.machine.pour("0")
        self.import_flow("coffee.brew")

        self.backend.action_machine_replaced()
        self.import_flow("coffee.brew")
        self.machine.pour("0")
        self.import_flow("coffee.brew")

        history = self.history()
        self.assertEqual({key: history[key] for key in sold}, sold)
        self.assertEqual(history.keys() - sold.keys(), {"g2:0", "g2:1"})
        self.assertFalse(self.checkpoints("machine:%"))

    def test_given_cleared_card_whose_numbers_go_on_when_same_then_no_line_lost(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        self.clear_card(next_seq=self.machine._next_seq)
        self.import_flow("coffee.brew")

        self.backend.action_same_machine()
        self.import_flow("coffee.brew")
        poured = self.machine.pour("0")
        self.import_flow("coffee.brew")
        self.import_flow("coffee.brew")

        self.assertEqual(self.history().keys() - sold.keys(), {str(poured.seq)})
        self.assertFalse(self.checkpoints("machine:%"))

    def test_given_card_of_other_machine_with_more_lines_then_nothing_is_imported(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        for brew in self.machine.brews:
            brew.started_at -= timedelta(seconds=77)
            brew.selection += 1
        self.machine.pour("0")

        self.import_flow("coffee.brew")

        self.assertEqual(self.history(), sold)
        self.question()

    def test_given_start_over_on_other_card_then_no_sale_is_overwritten(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        self.clear_card()
        for _cup in range(3):
            self.machine.pour("0")

        self.cursor().action_start_over()
        self.import_flow("coffee.brew")

        self.assertEqual(self.history(), sold)
        self.question()

    def test_given_other_time_zone_when_started_over_then_times_are_mended(self):
        self.backend.tz = "UTC"
        self.import_flow("coffee.brew")
        wrong = self.history()

        self.backend.tz = self.machine.time_zone.key
        self.cursor().action_start_over()
        self.import_flow("coffee.brew")

        self.assertFalse(self.checkpoints("machine:%"))
        self.assertEqual(self.last_sync().updated, len(wrong))

    def test_given_other_serial_and_log_when_import_then_asks(self):
        self.import_flow("coffee.brew")
        sold, old = self.history(), self.machine.serial
        self.other_machine()

        self.import_flow("coffee.brew")

        self.assertEqual(self.history(), sold)
        self.assertIn(old, self.question().message)
        self.assertIn(self.machine.serial, self.question().message)

    def test_given_other_address_and_no_serial_when_import_then_asks(self):
        self.import_flow("coffee.brew")
        sold = self.history()
        self.backend.location = self.backend.location.replace("pot-0", "pot-1")
        self.machine.faults.add(Fault("garble", path="/audit", find=b"VA1", times=None))
        self.machine.pour("0")

        self.import_flow("coffee.brew")

        self.assertEqual(self.history(), sold)
        self.assertIn("Location", self.question().message)

    def test_given_audits_and_other_serial_when_replaced_then_new_baseline(self):
        self.backend.sales_source = "audit"
        self.import_flow("coffee.brew")
        self.machine.pour("0")
        self.import_flow("coffee.brew")
        sold, old = self.history(), self.machine.serial
        self.machine.swap_board("1900-NEW")
        self.backend.action_test_connection()

        self.import_flow("coffee.brew")
        asked = self.question().message
        self.backend.action_machine_replaced()
        self.import_flow("coffee.brew")
        self.machine.pour("0")
        self.import_flow("coffee.brew")

        self.assertIn(old, asked)
        self.assertIn("1900-NEW", asked)
        history = self.history()
        self.assertEqual({key: history[key] for key in sold}, sold)
        self.assertEqual(history.keys() - sold.keys(), {"g2:1900-NEW:2:0:CA"})
        self.assertEqual(
            set(self.backend.counter_ids.mapped("serial")), {old, "1900-NEW"}
        )

    def test_given_audits_and_other_serial_when_same_then_counters_go_on(self):
        self.backend.sales_source = "audit"
        self.import_flow("coffee.brew")
        self.machine.pour("0")
        self.machine.serial = "1900-NEW"
        self.import_flow("coffee.brew")

        self.question()
        self.backend.action_same_machine()
        self.import_flow("coffee.brew")

        self.assertEqual(self.brews().mapped("quantity"), [1])
        self.assertEqual(self.backend.serial, "1900-NEW")

    def test_given_audits_as_source_when_start_over_then_refused(self):
        self.import_flow("coffee.brew")
        position = self.cursor().position
        self.backend.sales_source = "audit"

        with self.assertRaisesRegex(UserError, "Machine Was Replaced"):
            self.cursor().action_start_over()

        self.assertEqual(self.cursor().position, position)

    def test_given_counters_forgotten_when_read_then_readings_go_on(self):
        """The addon was uninstalled and installed again: its tables are new."""
        self.backend.sales_source = "audit"
        for _read in range(3):
            self.machine.pour("0")
            self.import_flow("coffee.brew")
        sold = self.history()
        self.backend.counter_ids.sudo().unlink()

        for _read in range(3):
            self.machine.pour("0")
            self.import_flow("coffee.brew")

        history = self.history()
        self.assertEqual({key: history[key] for key in sold}, sold)
        self.assertEqual(len(history), 4)
        self.assertEqual(sum(self.brews().mapped("quantity")), 4)
        self.assertFalse(self.checkpoints("row:%"))
