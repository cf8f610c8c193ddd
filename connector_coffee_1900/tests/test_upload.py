# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import zipfile
from datetime import datetime, timedelta, timezone

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.queue_job.job import Job

from coffee_machines import Coffee1900

from .common import Coffee1900Case


class TestUpload(Coffee1900Case):
    machine_options = {"seed": 7, "brews": 1200, "drinks": 5, "cards": 6}

    def setUp(self):
        super().setUp()
        self.machine.stop()  # a file needs no machine

    def wizard(self, *contents, **values):
        """Return a wizard with files; the first is called file-0.txt."""
        attachments = self.env["ir.attachment"].create(
            [
                {"name": f"file-{number}.txt", "raw": content}
                for number, content in enumerate(contents)
            ]
        )
        return self.env["coffee.1900.upload"].create(
            {
                "backend_id": self.backend.id,
                "attachment_ids": attachments.ids,
                **values,
            }
        )

    def upload(self, *contents, **values):
        """Import files as the queue would; return the number of jobs."""
        jobs = 0
        with self.trap_jobs() as trap:
            self.wizard(*contents, **values).action_import()
            while trap.enqueued_jobs:
                trap.enqueued_jobs.pop(0).perform()
                jobs += 1
        return jobs

    def files(self):
        return self.env["coffee.1900.file"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )

    def audits(self, pours):
        """Return audits of the machine; between two of them it poured so often."""
        start, texts = datetime(2026, 7, 1, 8, tzinfo=timezone.utc), []
        for hours, pour in enumerate((0, *pours)):
            moment = start + timedelta(hours=hours)
            self.machine.clock = lambda moment=moment: moment
            for _cup in range(pour):
                self.machine.pour("0")
            texts.append(self.machine.audit_text())
        return texts

    def quantity(self):
        return sum(self.brews().mapped("quantity"))

    def test_given_log_when_uploaded_then_pages_of_1000_and_run_counts(self):
        jobs = self.upload(self.machine.card_text())

        self.assertEqual(jobs, 2)
        self.assertEqual(len(self.brews()), 1200)
        file = self.files()
        self.assertEqual((file.state, file.kind, file.count), ("done", "log", 1201))
        sync = file.sync_id
        self.assertEqual((sync.pages, sync.created, sync.total), (2, 1200, 1201))
        self.assertEqual(sync.state, "done")

    def test_given_archived_machine_when_its_files_go_on_then_they_stop(self):
        with self.trap_jobs() as trap:
            text = self.machine.card_text()
            shorter = text.rstrip().rpartition(b"\n")[0]
            self.wizard(text, shorter).action_import()
            trap.enqueued_jobs.pop(0).perform()
            self.backend.action_archive()

            said = trap.enqueued_jobs.pop(0).perform()

            left = list(trap.enqueued_jobs)
        first, second = self.files()
        self.assertIn("Kitchen is archived", said)
        self.assertEqual(len(self.brews()), 999)
        self.assertEqual((first.state, second.state), ("failed", "waiting"))
        self.assertEqual(first.sync_id.state, "cancelled")
        self.assertEqual(left, [])
        with self.assertRaisesRegex(UserError, "Kitchen is archived"):
            self.wizard(text).action_import()

    def test_given_drinks_unknown_and_machine_off_then_placeholders(self):
        self.upload(self.machine.card_text())

        names = self.brews().mapped("drink_id.name")
        self.assertTrue(all(name.startswith("Unknown (") for name in names))
        self.assertEqual(len(self.checkpoints("placeholder:%")), 5)

    def test_given_log_when_previewed_then_numbers_and_nothing_written(self):
        self.machine.damage_line(self.machine.brews[4].seq, "price_text")
        wizard = self.wizard(self.machine.card_text())

        wizard.action_preview()

        line = wizard.line_ids
        self.assertEqual((line.kind, line.created, line.refused), ("log", 998, 1))
        self.assertIn("1000 of 1201 lines", line.note)
        self.assertIn("file-0.txt, line 6: price = 'free'", line.note)
        self.assertFalse(self.brews() or self.files() or self.checkpoints())
        self.assertFalse(
            self.env["coffee.product.product"].search(
                [("backend_id", "=", self.backend.id)]
            )
        )

    def test_given_other_amount_when_previewed_then_field_old_and_new(self):
        text = self.machine.card_text()
        self.upload(text)
        brew = self.brews().sorted("id")[:1]
        old = brew.amount
        brew.amount = 7.77

        wizard = self.wizard(text, again=True)
        wizard.action_preview()

        line = wizard.line_ids
        self.assertEqual((line.created, line.updated, line.unchanged), (0, 1, 998))
        self.assertIn(f"Amount: 7.77 → {old}", line.note)
        self.assertAlmostEqual(brew.amount, 7.77)

    def test_given_bad_lines_when_uploaded_then_checkpoints_with_file_and_line(self):
        self.machine.damage_line(self.machine.brews[4].seq, "nul")
        self.machine.damage_line(self.machine.brews[1100].seq, "long")

        self.upload(self.machine.card_text())

        self.assertEqual(len(self.brews()), 1198)
        messages = " ".join(self.checkpoints("row:%").mapped("message"))
        self.assertIn("file-0.txt, line 6", messages)
        self.assertIn("file-0.txt, line 1102", messages)

    def test_given_damaged_digit_when_uploaded_then_no_sale_is_overwritten(self):
        too_high, too_low = self.machine.brews[100], self.machine.brews[700]
        self.machine.damage_line(too_high.seq, "seq_high")
        self.machine.damage_line(too_low.seq, "seq_low")

        self.upload(self.machine.card_text())

        good = {
            str(brew.seq)
            for brew in self.machine.brews
            if brew not in (too_high, too_low)
        }
        self.assertEqual(set(self.brews().mapped("coffee_id")), good)
        messages = " ".join(self.checkpoints("row:%:seq").mapped("message"))
        self.assertIn("file-0.txt, line 102", messages)
        self.assertIn("file-0.txt, line 702", messages)

    def test_given_log_read_from_machine_when_uploaded_then_nothing_is_doubled(self):
        self.machine.start()
        self.backend.location = self.machine.location
        self.import_flow("coffee.brew")
        before = self.brews()

        self.upload(self.machine.card_text())

        self.assertEqual(self.brews(), before)
        self.assertEqual(self.last_sync().unchanged, 1200)

    def test_given_autumn_night_across_two_jobs_when_uploaded_then_right(self):
        start = datetime(2026, 10, 24, 22, 3, 57, tzinfo=timezone.utc)
        for number in range(1200):
            moment = start + timedelta(seconds=10 * number)
            self.machine.clock = lambda moment=moment: moment
            self.machine.refill()
            self.machine.pour("0")
        lines = self.machine.card_text().splitlines(keepends=True)

        self.upload(b"".join(lines[:1] + lines[-1200:]))

        found = self.brews().sorted("id").mapped("started_at")
        expected = [
            (start + timedelta(seconds=10 * n)).replace(tzinfo=None)
            for n in range(1200)
        ]
        self.assertEqual(found, expected)

    def test_given_audits_when_uploaded_in_any_order_then_sales_in_order_of_time(self):
        self.backend.sales_source = "audit"
        texts = self.audits([1, 2, 3])

        self.upload(texts[2], texts[0], texts[3], texts[1])

        self.assertEqual(self.quantity(), 6)
        self.assertEqual(self.files().mapped("state"), ["done"] * 4)
        self.assertFalse(self.checkpoints("audit:%"))
        self.assertEqual(self.backend.serial, self.machine.serial)
        drink = self.brews()[:1].drink_id
        self.assertEqual(drink.name, self.machine.drinks["0"].name)

    def test_given_many_blocks_one_broken_when_uploaded_then_others_go_on(self):
        self.backend.sales_source = "audit"
        texts = self.audits([1] * 250)
        texts[100] = texts[100][:300]
        carrier = b"<000|carrier>\r\n"

        jobs = self.upload(carrier.join(texts))

        self.assertEqual(self.quantity(), 250)
        self.assertEqual(jobs, 2)
        (checkpoint,) = self.checkpoints("audit:refused:%")
        self.assertIn("file-0.txt, audit at line", checkpoint.message)
        self.assertEqual(self.files().count, 251)

    def test_given_preview_of_audit_then_counters_stay(self):
        self.backend.sales_source = "audit"
        first, second = self.audits([4])
        self.upload(first)
        wizard = self.wizard(second)

        wizard.action_preview()

        self.assertEqual(wizard.line_ids.created, 1)
        self.assertEqual(self.backend.counter_ids.reading, 1)
        self.assertFalse(self.brews())

    def test_given_audit_of_other_machine_then_error_names_both(self):
        self.backend.sales_source = "audit"
        self.upload(*self.audits([]))
        other = Coffee1900(seed=8, brews=3)
        wizard = self.wizard(other.audit_text())

        with self.assertRaisesRegex(
            UserError, f"{other.serial}.*Serial Number.*{self.machine.serial}"
        ):
            wizard.action_preview()

    def test_given_audits_of_two_machines_in_one_file_then_job_fails_and_says_so(self):
        self.backend.sales_source = "audit"
        other = Coffee1900(seed=8, brews=3)
        wizard = self.wizard(self.machine.audit_text() + other.audit_text())

        with self.assertRaisesRegex(UserError, other.serial):
            wizard.action_preview()
        self.assertFalse(self.backend.counter_ids)

    def test_given_log_as_source_when_audit_uploaded_then_only_checked(self):
        first, second = self.audits([4])

        self.upload(first, second.replace(b"VA1*", b"VA1*1", 1))

        self.assertFalse(self.brews())
        self.assertIn("Wrong CRC", self.last_sync().warning)

    def test_given_log_as_source_when_audit_uploaded_then_said_where_sales_are(self):
        (text,) = self.audits([])
        wizard = self.wizard(text)

        wizard.action_preview()
        self.upload(text)

        said = "sales of this machine come from its log.*Sales From"
        self.assertRegex(wizard.line_ids.note, said)
        file = self.files()
        self.assertEqual((file.state, file.kind), ("done", "audit"))
        self.assertRegex(file.warning, said)

    def test_given_log_as_source_when_audit_of_other_machine_then_error(self):
        self.backend.serial = self.machine.serial
        other = Coffee1900(seed=8, brews=3)
        said = f"{other.serial}.*Serial Number.*{self.machine.serial}"
        for method in ("action_preview", "action_import"):
            wizard = self.wizard(other.audit_text())

            with self.subTest(method), self.assertRaisesRegex(UserError, said):
                getattr(wizard, method)()
        self.assertFalse(self.files())

    def test_given_log_as_source_when_audits_of_two_machines_then_error(self):
        other = Coffee1900(seed=8, brews=3)
        wizard = self.wizard(self.machine.audit_text() + other.audit_text())

        with self.assertRaisesRegex(UserError, other.serial):
            wizard.action_preview()

    def test_given_audit_of_other_machine_when_imported_then_refused_at_once(self):
        self.backend.sales_source = "audit"
        self.upload(*self.audits([]))
        before = self.files()
        other = Coffee1900(seed=8, brews=3).audit_text()

        with self.assertRaisesRegex(UserError, "Serial Number"):
            self.wizard(other).action_import()

        self.assertEqual(self.files(), before)

    def test_given_preview_when_shown_then_dialog_has_a_title(self):
        action = self.wizard(self.machine.card_text()).action_preview()

        self.assertEqual(action["name"], "Upload Files: Kitchen")

    def test_given_file_when_it_moves_then_screens_are_told(self):
        self.env.cr.flush()
        bus = self.env["bus.bus"].sudo()
        told = [("message", "like", "coffee_changed")]
        for change in (
            lambda: self.wizard(self.machine.card_text()).action_import(),
            lambda: self.files().write({"state": "failed"}),
        ):
            before = bus.search_count(told)

            with self.trap_jobs():
                change()
            self.env.cr.flush()

            self.assertEqual(bus.search_count(told), before + 1)

    def test_given_audit_as_source_when_log_uploaded_then_error_names_the_field(self):
        self.backend.sales_source = "audit"
        wizard = self.wizard(self.machine.card_text())

        with self.assertRaisesRegex(UserError, "Sales From"):
            wizard.action_preview()

    def test_given_same_file_when_again_then_said_and_left_out(self):
        text = self.machine.card_text()
        self.upload(text)
        wizard = self.wizard(text)

        wizard.action_preview()

        self.assertIn("was imported on", wizard.line_ids.note)
        with self.assertRaisesRegex(UserError, "Import Again"):
            wizard.action_import()
        self.assertEqual(self.upload(text, again=True), 2)
        self.assertEqual(len(self.brews()), 1200)

    def test_given_files_that_are_none_of_ours_then_message_says_what_to_do(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("log.csv", self.machine.card_text())
        for content, pattern in (
            (b"", "file-0.txt is empty. Copy it"),
            (archive.getvalue(), "archive .ZIP.. Unpack it"),
            (b"\x1f\x8b\x08" + bytes(100), "archive .GZIP."),
            (bytes(range(256)) * 100, "neither"),
            (b"%PDF-1.7\n" + bytes(1000), "neither"),
            (b"name;price\r\nCoffee;1,50\r\n", "neither"),
        ):
            for method in ("action_preview", "action_import"):
                with self.subTest(content=content[:20], method=method):
                    wizard = self.wizard(content)

                    with self.assertRaisesRegex(UserError, pattern):
                        getattr(wizard, method)()
        self.assertFalse(self.files())

    def test_given_file_too_large_then_message_says_size_and_limit(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("connector_coffee_1900.max_file_mb", "1")
        wizard = self.wizard(self.machine.card_text() * 40)

        with self.assertRaisesRegex(UserError, "3 MB, and 1 are allowed. Split"):
            wizard.action_preview()

    def test_given_machine_of_other_company_when_uploaded_then_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "olga",
            groups="base.group_user,connector.group_connector_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        env = self.env(user=stranger)
        content = {"name": "log.csv", "raw": self.machine.card_text()}
        wizard = env["coffee.1900.upload"].create(
            {
                "backend_id": self.backend.id,
                "attachment_ids": env["ir.attachment"].create(content).ids,
            }
        )
        self.env.invalidate_all()

        with self.assertRaises(AccessError):
            wizard.action_import()

        self.assertFalse(self.files())

    def test_given_no_file_then_message(self):
        with self.assertRaisesRegex(UserError, "Choose"):
            self.wizard().action_preview()

    def test_given_log_without_header_and_with_mark_when_uploaded_then_read(self):
        lines = self.machine.card_text().splitlines(keepends=True)

        self.upload(b"".join(lines[1:11]), b"\xef\xbb\xbf" + b"".join(lines[:21]))

        self.assertEqual(len(self.brews()), 20)
        self.assertFalse(self.checkpoints("row:%"))

    def test_given_job_that_failed_when_next_file_then_it_is_not_held_up(self):
        lines = self.machine.card_text().splitlines(keepends=True)
        with self.trap_jobs():
            self.wizard(b"".join(lines[:9]), b"".join(lines[:5])).action_import()
        first, second = self.files()
        job = Job(first.import_part)
        job.store()

        with self.trap_jobs() as trap:
            job.db_record().write({"state": "failed", "exc_message": "No."})
            trap.perform_enqueued_jobs()

        self.assertEqual((first.state, second.state), ("failed", "done"))
        self.assertEqual(first.sync_id.error, "No.")
        self.assertEqual(len(self.brews()), 4)
        first.import_part()
        self.assertEqual((first.state, first.sync_id.created), ("done", 4))

    def test_given_job_put_away_by_hand_when_next_file_then_it_is_not_held_up(self):
        lines = self.machine.card_text().splitlines(keepends=True)
        for put_away in ("button_cancelled", "button_done", "unlink"):
            with self.subTest(put_away):
                with self.trap_jobs():
                    parts = [b"".join(lines[:number]) for number in (9, 5)]
                    self.wizard(*parts, again=True).action_import()
                first, second = self.files()[-2:]
                job = Job(first.import_part)
                job.store()

                with self.trap_jobs() as trap:
                    getattr(job.db_record(), put_away)()
                    trap.perform_enqueued_jobs()

                self.assertEqual((first.state, second.state), ("failed", "done"))
                self.assertEqual(first.sync_id.state, "cancelled")
                self.assertIn("Import again", first.sync_id.error)

    def test_given_job_done_when_run_again_then_nothing_happens(self):
        self.upload(self.machine.card_text())
        file = self.files()

        result = file.import_part()

        self.assertIn("already", result)
        self.assertEqual(file.sync_id.pages, 2)

    def test_given_wizard_cleaned_up_then_content_of_file_stays(self):
        text = self.machine.card_text()
        wizard = self.wizard(text)
        with self.trap_jobs():
            wizard.action_import()

        wizard.unlink()

        self.assertEqual(self.files().attachment_id.raw, text)
