# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http
from odoo.tests import HttpCase

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.tests.common import JobMixin


class CoffeeCase(TransactionComponentCase, JobMixin):
    """Base of all tests of the connector that need no machine.

    They run in a company of their own, in the currency of the machines: a database may
    hold demonstration data, and books that forbid another currency.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        company = cls.env["res.company"].create(
            {"name": "Coffee Tests", "currency_id": cls.env.ref("base.EUR").id}
        )
        people = cls.env.user | cls.env.ref("base.user_admin")
        people.write({"company_ids": [(4, company.id)], "company_id": company.id})

    def create_backend(self, **values):
        return self.env["coffee.backend"].create(
            {"name": "Kitchen", "location": "http://127.0.0.1:9", "tz": "UTC", **values}
        )

    def share_transaction(self):
        """Let transactions of their own take part in the one of this test."""
        self.env.flush_all()
        self.registry.enter_test_mode(self.env.cr)
        self.addCleanup(self.registry.leave_test_mode)


class BrowserCase(HttpCase):
    """Base of the tests that look at screens in a browser.

    The manifests of the addons are read beforehand. Odoo reads them with the first
    request, and a browser sends many at once: Python 3.11 may fail when two threads
    parse at the same time (python/cpython#106905), and the page gets an error.
    """

    browser_size = "1366,768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for addon in cls.registry._init_modules:
            http.root.get_static_file(f"/{addon}/static/none")


class CoffeeMachineCase(CoffeeCase):
    """Base of the tests that talk to a simulated machine over a socket.

    A version addon sets ``machine_class`` to its simulator from ``coffee_machines``.
    """

    machine_class = None
    machine_options = {"seed": 7, "brews": 120, "drinks": 5, "cards": 6}

    def setUp(self):
        super().setUp()
        machine = self.machine_class(**self.machine_options)
        self.machine = self.enterContext(machine)
        self.backend = self.create_backend(
            version=machine.version,
            location=machine.location,
            username=machine.username,
            password=machine.password,
        )

    def enterContext(self, context):
        """Enter a context until the end of the test, as Python 3.11 has it."""
        self.addCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def import_flow(self, model_name):
        """Run an import to its last page, as the queue would.

        :return: number of jobs
        """
        jobs = 0
        with self.trap_jobs() as trap:
            self.backend._flow_of(model_name)._enqueue_import()
            while trap.enqueued_jobs:
                job = trap.enqueued_jobs.pop(0)
                job.perform()
                jobs += 1
        return jobs

    def last_sync(self):
        """Return the latest run."""
        ours = [("backend_id", "=", self.backend.id)]
        return self.env["coffee.sync"].search(ours, order="id desc", limit=1)
