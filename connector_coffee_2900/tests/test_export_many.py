# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from types import SimpleNamespace

from odoo import fields

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.components import exporter
from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError

from coffee_machines import Fault
from coffee_machines.wire_2900.rate_limit import RateLimit

from .common import Coffee2900Case

DRINKS = 240


class TestExportMany(Coffee2900Case):
    machine_options = {"seed": 7, "brews": 0, "drinks": DRINKS, "cards": 0}

    def setUp(self):
        super().setUp()
        self.import_flow("coffee.product.product")
        self.bindings = self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.bindings = self.bindings.with_context(connector_no_export=False)
        self.machine.requests.clear()

    def change_all(self):
        self.bindings.odoo_id.product_tmpl_id.write({"list_price": 9.9})

    def prices(self):
        return {drink.price for drink in self.machine.drinks.values()}

    def waiting(self):
        return self.bindings.filtered("to_export")

    def perform_when_due(self, jobs):
        """Run jobs like the queue: not before their time, again when told so.

        :return: how many were run
        """
        runs = 0
        while jobs:
            job = jobs.pop(0)
            if job.eta:
                time.sleep(max(0, (job.eta - fields.Datetime.now()).total_seconds()))
            runs += 1
            try:
                job.perform()
            except CoffeeRetryableError as err:
                time.sleep(err.seconds)
                jobs.append(job)
        return runs

    def test_given_all_changed_twice_then_one_job_at_a_time_and_one_request_each(self):
        with self.trap_jobs() as trap:
            self.change_all()
            self.bindings.odoo_id.product_tmpl_id.write({"list_price": 8.8})
            self.env.cr.flush()
            at_once = len(trap.enqueued_jobs)
            runs = self.perform_when_due(trap.enqueued_jobs)

        self.assertEqual(at_once, 1)
        self.assertEqual(runs, -(-DRINKS // const.EXPORT_SIZE))
        self.assertEqual(self.prices(), {880})
        self.assertEqual(len(self.sent("PUT")), DRINKS)
        self.assertFalse(self.waiting())

    def test_given_rate_limit_when_all_changed_then_no_storm(self):
        self.bindings = self.bindings[:50]
        self.machine.rate_limit = RateLimit(20, seconds=1)

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            runs = self.perform_when_due(trap.enqueued_jobs)

        statuses = [
            request.status
            for request in self.machine.requests
            if request.method == "PUT"
        ]
        self.assertEqual(statuses.count(200), 50)
        self.assertLess(statuses.count(429), runs)
        self.assertLessEqual(statuses.count(429), 4)
        self.assertFalse(self.waiting())

    def test_given_limit_told_as_date_when_export_then_goes_on_after_it(self):
        self.machine.rate_limit = RateLimit(10, seconds=30, as_date=True)

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            trap.enqueued_jobs.pop(0).perform()

        (rest,) = trap.enqueued_jobs
        seconds = (rest.eta - fields.Datetime.now()).total_seconds()
        self.assertGreater(seconds, 20)
        self.assertLessEqual(seconds, 31)

    def test_given_one_bad_record_then_checkpoint_and_others_are_exported(self):
        bad, dollar = self.bindings[1], self.env.ref("base.USD")
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "rate": 2})
        bad.with_context(connector_no_export=True).coffee_currency_id = dollar

        self.run_jobs(self.change_all)

        self.assertEqual(len(self.sent("PUT")), DRINKS)
        done = [drink for drink in self.machine.drinks.values() if drink.price == 990]
        self.assertEqual(len(done), DRINKS - 1)
        checkpoint = self.checkpoints()
        self.assertEqual(checkpoint.res_id, bad.id)
        self.assertIn("counts in EUR", checkpoint.message)

    def test_given_machine_fails_midway_then_done_is_kept_and_rest_follows(self):
        self.machine.faults.add(Fault("drop", "PUT", after=30))

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            trap.enqueued_jobs.pop(0).perform()
            left = len(self.waiting())
            self.perform_enqueued(trap)

        self.assertEqual(left, DRINKS - 30)
        self.assertEqual(self.prices(), {990})

    def perform_enqueued(self, trap):
        while trap.enqueued_jobs:
            trap.enqueued_jobs.pop(0).perform()

    def test_given_export_was_lost_after_machine_took_it_then_no_conflict(self):
        drink = self.machine.drinks[self.bindings[0].coffee_id]
        self.machine.set_price(drink.id, 990)  # what a lost transaction leaves behind

        self.run_jobs(self.change_all)

        self.assertFalse(self.checkpoints())
        self.assertEqual(self.bindings[0].etag, drink.etag)

    def test_given_change_waits_when_import_then_change_stays_and_is_exported(self):
        drink = self.machine.drinks[self.bindings[0].coffee_id]
        self.backend.conflict_policy = "odoo"

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            self.machine.set_price(drink.id, 250)
            self.env["coffee.product.product"].import_page(self.backend)
            self.perform_enqueued(trap)

        self.assertAlmostEqual(self.bindings[0].list_price, 9.9)
        self.assertEqual(drink.price, 990)

    def test_given_job_was_lost_when_cron_then_what_waits_is_exported(self):
        self.backend.state = "ready"
        with self.trap_jobs():
            self.change_all()
            self.env.cr.flush()

        self.run_jobs(
            lambda: self.env["coffee.flow"]._cron_import("coffee.product.product")
        )

        self.assertEqual(self.prices(), {990})

    def test_given_machine_off_then_job_is_retried_and_all_wait(self):
        self.machine.stop()

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            with self.assertRaises(CoffeeRetryableError):
                trap.enqueued_jobs[0].perform()

        self.assertEqual(len(self.waiting()), DRINKS)

    def test_given_slow_machine_when_export_then_job_ends_well_and_another_goes_on(
        self,
    ):
        # a clock by which each request takes a second
        clock = SimpleNamespace(monotonic=lambda: float(len(self.sent("PUT"))))
        self.patch(exporter, "time", clock)

        with self.trap_jobs() as trap:
            self.change_all()
            self.env.cr.flush()
            trap.enqueued_jobs.pop(0).perform()
            first = (len(self.sent("PUT")), DRINKS - len(self.waiting()))
            rest = [job.eta for job in trap.enqueued_jobs]
            self.perform_enqueued(trap)

        self.assertEqual(first, (const.EXPORT_TIME, const.EXPORT_TIME))
        self.assertEqual(rest, [None])
        self.assertEqual(self.prices(), {990})
        self.assertEqual(len(self.sent("PUT")), DRINKS)
        self.assertFalse(self.waiting())
