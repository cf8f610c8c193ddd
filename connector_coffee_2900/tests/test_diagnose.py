# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from contextlib import closing
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.sql_db import connection_info_for
from odoo.tests import new_test_user

from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

from .common import Coffee2900Case

PATIENCE = 10  # seconds
QUEUE = "odoo.addons.connector_coffee.wizards.coffee_diagnosis"


class TestDiagnose(Coffee2900Case):
    def setUp(self):
        super().setUp()
        self.backend.action_test_connection()
        for flow in self.backend._importable_flows():
            self.import_flow(flow.model_name)
        self.share_transaction()

    def check(self, name):
        """Diagnose; return level, answer and remedy of a check."""
        self.env.flush_all()
        action = self.backend.action_diagnose()
        self.env.invalidate_all()
        diagnosis = self.env["coffee.diagnosis"].browse(action["res_id"])
        check = diagnosis.check_ids.filtered(lambda check: check.name == name)
        return check.level, check.answer, check.remedy

    def assert_check(self, name, level, answer, remedy=None):
        """Check a check: its level, patterns of its answer and of its remedy."""
        found = self.check(name)
        self.assertEqual(found[0], level, found)
        self.assertRegex(found[1], answer)
        if remedy is None:
            self.assertFalse(found[2])
        else:
            self.assertRegex(found[2], remedy)

    def runner(self):
        """Stand for a job runner: a session with its lock, to be closed."""
        _name, options = connection_info_for(self.env.cr.dbname)
        connection = self.enterContext(closing(psycopg2.connect(**options)))
        cursor = connection.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", [PG_ADVISORY_LOCK_ID])
        connection.commit()
        return connection

    def job(self, state, **values):
        """Put a job of ours into the queue."""
        job = Job(self.env["coffee.brew"].import_page, args=(self.backend,))
        job.store()
        record = job.db_record()
        self.set(record, state=state, **values)
        return record

    def set(self, record, **values):
        """Write what queue_job lets nobody write."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE queue_job SET {name} = %s WHERE id = %s", [value, record.id]
            )
        self.env.invalidate_all()

    def ago(self, **duration):
        """Return a moment before the one that the database takes for the present."""
        return self.env.cr.now() - timedelta(**duration)

    def test_given_all_is_well_then_all_is_green(self):
        self.runner()

        action = self.backend.action_diagnose()
        diagnosis = self.env["coffee.diagnosis"].browse(action["res_id"])

        found = diagnosis.check_ids.mapped("level")
        self.assertEqual(found, ["good"] * 10)
        self.assertEqual((diagnosis.bad, diagnosis.attention), (0, 0))
        self.assertFalse(any(diagnosis.check_ids.mapped("remedy")))

    def test_given_no_runner_then_red_until_there_is_one(self):
        self.assert_check("Job runner", "bad", "No job runner", "Restart Odoo")

        runner = self.runner()

        self.assert_check("Job runner", "good", "Connected")
        runner.close()
        self.assert_check("Job runner", "bad", "No job runner", "Restart Odoo")

    def test_given_runner_that_hangs_then_amber_until_it_moves(self):
        runner = self.runner()

        # a runner that is well moves once a minute: too long for a test
        with patch(f"{QUEUE}.RUNNER_SILENT", 1):
            until = time.monotonic() + PATIENCE
            while self.check("Job runner")[0] != "attention":
                self.assertLess(time.monotonic(), until)
                time.sleep(0.1)
            self.assert_check("Job runner", "attention", "1 second", "hangs")
            runner.cursor().execute("SELECT 1")
            runner.commit()

            self.assert_check("Job runner", "good", "0 seconds")

    def test_given_job_that_waits_then_green_amber_red(self):
        self.assert_check("Waiting jobs", "good", "No job is due")
        job = self.job("pending", date_created=self.ago(minutes=2))
        self.assert_check("Waiting jobs", "good", "1 due.*2 minutes")

        self.set(job, date_created=self.ago(minutes=20))
        self.assert_check("Waiting jobs", "attention", "20 minutes", "capacity")
        self.set(job, date_created=self.ago(hours=5))

        self.assert_check("Waiting jobs", "bad", "5 hours", "host and port")

    def test_given_job_for_later_or_of_others_then_it_does_not_wait(self):
        old = self.ago(hours=5)
        later = fields.Datetime.now() + timedelta(hours=1)
        self.job("pending", date_created=old, eta=later)
        foreign = Job(self.env["res.partner"].search)
        foreign.store()
        self.set(foreign.db_record(), date_created=old)

        self.assert_check("Waiting jobs", "good", "No job is due")

    def test_given_started_job_without_worker_then_red(self):
        self.job("started", date_started=self.ago(hours=3), name="Kitchen: import")

        self.assert_check(
            "Started jobs",
            "bad",
            "nobody works on them: Kitchen: import, for 3 hours",
            "job runner",
        )

    def test_given_job_just_started_then_its_worker_gets_time_for_its_lock(self):
        self.job("started", date_started=self.ago(seconds=2))

        self.assert_check("Started jobs", "good", "1 running")

    def test_given_machine_off_then_red_and_clock_unknown(self):
        self.assert_check("Machine", "good", self.machine.serial)
        self.machine.stop()

        self.assert_check("Machine", "bad", "No answer", "Switch the machine on")
        self.assert_check("Clock", "unknown", "cannot be read")
        self.assertEqual(self.backend.state, "unreachable")
        self.machine.start()
        self.backend.location = self.machine.location
        self.assert_check("Machine", "good", self.machine.serial)
        self.assertEqual(self.backend.state, "ready")

    def test_given_wrong_password_then_red_and_field_named(self):
        self.backend.password = "wrong"

        self.assert_check("Machine", "bad", "Password", "Correct the field")
        self.assertEqual(self.backend.state, "misconfigured")
        self.assertIn("User and Password", self.backend.error)
        self.machine.tokens.password = "wrong"

        self.assert_check("Machine", "good", self.machine.serial)
        self.assertEqual((self.backend.state, self.backend.error), ("ready", False))

    def test_given_machine_of_other_version_then_amber(self):
        self.machine.model = "Coffee 3900"

        self.assert_check("Machine", "attention", "Coffee 3900", "Version")

    def test_given_clock_off_then_amber(self):
        self.assert_check("Clock", "good", "[0-2] seconds; 60 are allowed")

        self.machine.clock = lambda: datetime.now(timezone.utc) - timedelta(minutes=5)
        self.assert_check(
            "Clock", "attention", "(299|300|301) seconds", "slow. Set it.$"
        )
        self.machine.clock = lambda: datetime.now(timezone.utc) + timedelta(minutes=5)

        self.assert_check(
            "Clock", "attention", "(299|300|301) seconds", "fast. Set it.$"
        )

    def test_given_cursor_behind_then_green_amber_red(self):
        cursor = self.backend._flow_of("coffee.brew")
        name = "Import of brews"
        self.assert_check(name, "good", "there should be one every 5 minutes")

        cursor.last_success = self.ago(minutes=16)
        self.assert_check(name, "attention", "16 minutes ago", "Job Queue")
        cursor.last_success = self.ago(days=2)
        self.assert_check(name, "bad", "2 days ago", "Job Queue")
        cursor.last_success = False

        self.assert_check(name, "attention", "none yet", "Import Now")

    def test_given_any_delay_then_card_and_diagnosis_say_the_same(self):
        cursor = self.backend._flow_of("coffee.brew")
        for intervals, level in ((2.5, "good"), (3.5, "attention"), (11, "bad")):
            with self.subTest(intervals=intervals):
                cursor.last_success = self.ago(minutes=5 * intervals)

                found = self.check("Import of brews")[0]

                late = self.backend.late_flow == "Brews"
                self.assertEqual((found, late), (level, level != "good"))

    def test_given_import_on_demand_then_it_is_never_late(self):
        self.env.ref("connector_coffee.ir_cron_import_brew").active = False
        self.backend._flow_of("coffee.brew").last_success = self.ago(days=20)

        self.assert_check("Import of brews", "good", "on demand")

    def test_given_manager_then_diagnosed_and_user_refused(self):
        groups = "base.group_user,connector.group_connector_manager"
        manager = new_test_user(self.env, "coffee-manager", groups=groups)
        user = new_test_user(self.env, "coffee-user", groups="base.group_user")

        action = self.backend.with_user(manager).action_diagnose()

        diagnosis = self.env["coffee.diagnosis"].browse(action["res_id"])
        self.assertEqual(len(diagnosis.check_ids), 10)
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_diagnose()

    def test_given_deleted_crons_then_checks_say_that_they_are_missing(self):
        self.env.ref("connector_coffee.ir_cron_import_brew").unlink()
        self.env.ref("connector_coffee.ir_cron_settle_order").unlink()

        self.assert_check("Import of brews", "bad", "was deleted", "Upgrade")
        self.assert_check("Orders", "bad", "was deleted", "Upgrade")

    def test_given_archived_machine_then_check_says_so_and_it_is_left_alone(self):
        self.backend.action_archive()
        self.machine.requests.clear()

        self.assert_check("Machine", "bad", "Kitchen is archived")
        diagnosis = self.env["coffee.diagnosis"].create({"backend_id": self.backend.id})
        names = [line["name"] for line in diagnosis._diagnose()]
        self.assertFalse([name for name in names if name.startswith("Import of")])
        self.assertEqual(list(self.machine.requests), [])
        self.assertEqual(self.backend.state, "ready")

    def test_given_machine_of_other_company_when_diagnosed_then_refused(self):
        groups = "base.group_user,connector.group_connector_manager"
        manager = new_test_user(self.env, "coffee-manager", groups=groups)
        other = self.env["res.company"].create({"name": "Other"})
        manager.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        diagnosis = self.env["coffee.diagnosis"].with_user(manager)
        diagnosis = diagnosis.create({"backend_id": self.backend.id})
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertRaises(AccessError):
            diagnosis.action_diagnose()
        self.assertFalse(diagnosis.check_ids)
