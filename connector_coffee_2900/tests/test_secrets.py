# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import traceback
from urllib.parse import quote

from odoo.addons.connector_coffee.exceptions import CoffeeError

from coffee_machines import Fault

from .. import token
from .common import Coffee2900Case

PASSWORD = "crème & 2900/secret"
STATUSES = (200, 302, 400, 401, 403, 404, 409, 410, 412, 418, 422, 429, 500, 503)


class TestSecrets(Coffee2900Case):
    """Whatever goes wrong, no password, token or webhook secret is told to anybody."""

    machine_options = {**Coffee2900Case.machine_options, "password": PASSWORD}

    def setUp(self):
        super().setUp()
        self.backend.action_register_webhook()

    def secrets(self):
        """Return all that nobody may read, as it is and as forms and URLs spell it."""
        target = self.machine.webhook.target
        known = {PASSWORD, target.secret, *self.machine.tokens._tokens}
        return known | {quote(secret) for secret in known}

    def faults(self):
        """Return faults of each kind; answers that repeat what they were sent."""
        echo = " ".join(sorted(self.secrets())).encode()
        kinds = ("drop", "drop_answer", "tear", "cut", "garble")
        yield from (Fault(kind, times=None) for kind in kinds)
        for status in STATUSES:
            yield Fault("status", times=None, status=status, body=echo)
            problem = b'{"title": "%s", "detail": "%s"}' % (echo, echo)
            headers = {"Content-Type": "application/problem+json"}
            yield Fault(
                "status", times=None, status=status, headers=headers, body=problem
            )

    def told(self, work):
        """Return everything that anybody is told while some work fails."""
        with self.assertLogs(level="DEBUG") as logs:
            try:
                work()
            except CoffeeError as err:
                told = [traceback.format_exc(), str(err), repr(err.args)]
            else:
                told = []
        checkpoints = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id)]
        )
        return "\n".join([*told, *logs.output, *checkpoints.mapped("message")])

    def assert_silent(self, path, work):
        for number in range(len(list(self.faults()))):
            # what a machine answers with 401 it has forgotten
            self.machine.tokens.expire()
            self.backend.action_register_webhook()
            fault = list(self.faults())[number]
            fault.path = path
            if "oauth" in path:
                self.machine.tokens.expire()
            with self.subTest(path=path, kind=fault.kind, status=fault.status):
                self.machine.faults.add(fault)

                told = self.told(work)

                for secret in self.secrets():
                    self.assertNotIn(secret, told)
            self.machine.faults.clear()

    def test_given_any_fault_when_import_then_no_secret_is_told(self):
        flow = self.env["coffee.brew"]

        self.assert_silent("/brews", lambda: flow.import_page(self.backend))

    def test_given_any_fault_when_token_then_no_secret_is_told(self):
        flow = self.env["coffee.brew"]

        self.assert_silent("/oauth", lambda: flow.import_page(self.backend))

    def test_given_any_fault_when_webhook_is_registered_then_no_secret_is_told(self):
        with self.backend.work_on("coffee.backend") as work:
            adapter = work.component(usage="backend.adapter")
            target = self.machine.webhook.target

            self.assert_silent(
                "/webhook", lambda: adapter.register_webhook(target.url, target.secret)
            )

    def test_given_token_answer_that_makes_no_sense_then_it_is_not_quoted(self):
        token._tokens.clear()
        self.machine.faults.add(
            Fault("garble", path="/oauth", find=b'"expires_in":', replace=b'"x" ')
        )

        told = self.told(lambda: self.env["coffee.brew"].import_page(self.backend))

        self.assertIn("makes no sense", told)
        for secret in self.secrets():
            self.assertNotIn(secret, told)

    def test_given_jobs_then_no_secret_among_their_arguments(self):
        with self.trap_jobs() as trap:
            self.backend.action_import_now()

        self.assertTrue(trap.enqueued_jobs)
        for job in trap.enqueued_jobs:
            stored = repr((job.args, job.kwargs, job.description, job.identity_key))
            for secret in self.secrets():
                self.assertNotIn(secret, stored)
