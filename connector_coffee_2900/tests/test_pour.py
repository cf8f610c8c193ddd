# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields

from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError
from odoo.addons.connector_coffee.tests.pour import PourMixin

from coffee_machines import Coffee2900, Fault

from .. import token
from .common import Coffee2900Case

# what may stand between Odoo and a machine says that it did not get through
GATEWAY = (307, 401, 403, 404, 408, 409, 425, 429, 500, 503, 520, 524, 599)
# problem documents of something else, and what looks like one
FOREIGN = (
    ("application/problem+json", b'{"type": "about:blank", "title": "Busy"}'),
    ("application/problem+json", b'{"type": "busy", "title": "Busy"}'),
    ("application/problem+json", b'{"title": "Busy", "status": 503}'),
    ("application/json", b'{"type": "urn:coffee-2900:problem:busy"}'),
    ("text/html", b"<h1>Busy</h1>"),
)

# answers to an order that nobody understands: what to find, what to put there
MALFORMED = (
    (b'"id":"', b'"id":"\xff'),
    (b'"id":"', b'"id":"\\u0000'),
    (b'"id":"', b'"id":' + b"[" * 3000 + b"]" * 3000 + b',"name":"'),
    (b'"id":"', b'"id":"' + b"1" * 3000),
)


class TestPour(PourMixin, Coffee2900Case):
    def drink_with_milk(self):
        return self.env["coffee.product.product"].search(
            [("backend_id", "=", self.backend.id), ("additions", "like", "milk")],
            limit=1,
        )

    def test_given_drink_when_poured_then_machine_pours_it_with_additions(self):
        drink = self.drink_with_milk()

        order = self.order(drink, "milk-type=Skim, syrup-type=Vanilla")

        (coffee,) = self.machine.poured
        self.assertEqual(coffee.drink_id, drink.coffee_id)
        self.assertEqual(coffee.additions, ("milk-type=Skim", "syrup-type=Vanilla"))
        self.assertEqual((order.state, order.coffee_id), ("poured", coffee.id))
        self.assertTrue(order.sent_at and order.settled_at)

    def test_given_empty_machine_when_poured_then_refused_with_reason(self):
        self.machine.set_level("beans", 0)

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("beans", order.message)
        self.assertEqual(self.machine.poured, [])

    def test_given_old_firmware_when_busy_then_refused_with_reason(self):
        self.machine.old_firmware = self.machine.busy = True

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("being brewed", order.message)

    def test_given_scope_missing_when_poured_then_refused_and_names_fields(self):
        self.machine.tokens.scopes = set()
        self.machine.tokens.expire()

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("Fields User and Password", order.message)

    def test_given_machine_off_when_poured_then_refused_and_unreachable(self):
        self.machine.stop()

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("switched on", order.message)
        self.assertTrue(order.message.startswith("Nothing was poured."))
        self.assertEqual(self.backend.state, "unreachable")
        self.assertIn("no clear answer", self.backend.error)

    def test_given_unreachable_machine_when_poured_then_ready_again(self):
        self.backend.state = "unreachable"

        order = self.order()

        self.assertEqual(order.state, "poured")
        self.assertEqual(self.backend.state, "ready")

    def test_given_slow_coffee_then_sending_until_cron_finds_it_poured(self):
        self.machine.brew_seconds = 60
        order = self.order()
        self.assertEqual((order.state, order.coffee_id), ("sending", "order-1"))
        self.machine._finish(self.machine.brewing)

        order.sent_at -= timedelta(minutes=2)
        self.env.flush_all()
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_coffee_that_fails_then_refused(self):
        self.machine.fail_brews = 1

        order = self.order()

        self.assertEqual(order.state, "refused")
        self.assertIn("no coffee came of it", order.message)
        self.assertNotIn("Nothing was poured", order.message)

    def unclear_order(self, times=2):
        """Order where no answer comes, and nothing is poured; return the order."""
        self.machine.faults.add(
            Fault("drop", method="POST", path="/brews", times=times)
        )
        order = self.order()
        self.assertEqual((order.state, self.machine.poured), ("sending", []))
        return order

    def let_pass(self, order, **time):
        """Let an order have left longer ago."""
        order.sent_at -= timedelta(**time)
        self.env.flush_all()

    def settle(self):
        self.env["coffee.order"]._cron_settle()
        self.env.invalidate_all()

    def assert_unknown_and_not_sent(self, order, reason):
        self.assertEqual((order.state, self.machine.poured), ("unknown", []))
        self.assertEqual(len(self.sent("POST")), 2)
        self.assertIn(reason, order.message)
        self.assertIn("Look at the machine", self.checkpoints(order).message)

    def test_given_no_answer_when_cron_comes_soon_then_sent_again_and_poured(self):
        order = self.unclear_order()

        self.let_pass(order, seconds=const.SETTLE_AFTER + 1)
        self.settle()

        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_no_answer_when_cron_comes_late_then_not_sent_again(self):
        order = self.unclear_order()

        self.let_pass(order, seconds=const.WAITED_FOR + 1)
        self.settle()

        self.assert_unknown_and_not_sent(order, "Nobody waits")

    def test_given_order_of_days_ago_when_person_finds_out_then_not_sent_again(self):
        order = self.unclear_order()

        self.let_pass(order, days=3)
        order.action_pour()
        self.env.invalidate_all()

        self.assert_unknown_and_not_sent(order, "Nobody waits")

    def test_given_other_location_meanwhile_then_order_is_not_sent_there(self):
        order = self.unclear_order()
        sent_to = self.backend.location
        other = self.enterContext(Coffee2900(**self.machine_options))
        self.backend.location = other.location
        self.env.flush_all()

        order._pour()
        self.env.invalidate_all()

        self.assertEqual(order.location, sent_to)
        self.assert_unknown_and_not_sent(order, "location")
        self.assertEqual((other.poured, len(other.requests)), ([], 0))

    def test_given_other_location_meanwhile_then_brew_of_same_id_says_nothing(self):
        self.machine.brew_seconds = 60
        order = self.order()
        other = self.enterContext(Coffee2900(**self.machine_options))
        other.finish_brew(other.start_brew("0"))
        self.backend.location = other.location
        self.env.flush_all()

        order._pour()
        self.env.invalidate_all()

        self.assertEqual(order.coffee_id, "order-1")
        self.assertEqual((order.state, len(other.requests)), ("unknown", 0))

    def test_given_brewing_for_minutes_when_cron_then_followed_and_not_sent(self):
        self.machine.brew_seconds = 600
        order = self.order()

        self.let_pass(order, minutes=10)
        self.settle()

        self.assertEqual((order.state, len(self.sent("POST"))), ("sending", 1))
        self.let_pass(order, seconds=const.ORDER_AGE)
        self.settle()
        self.assertEqual((order.state, len(self.sent("POST"))), ("unknown", 1))

    def test_given_draft_of_an_hour_ago_when_its_job_runs_then_not_sent(self):
        order = self.env["coffee.order"]._place(self.first_drink())
        self.env.cr.execute(
            "UPDATE coffee_order SET create_date = %s WHERE id = %s",
            [
                fields.Datetime.now() - timedelta(seconds=const.ORDER_AGE + 1),
                order.id,
            ],
        )
        self.env.invalidate_all()

        message = order.pour()
        self.env.invalidate_all()

        self.assertEqual((order.state, self.machine.poured), ("refused", []))
        self.assertEqual((message, order.message), (message, message))

    def test_given_no_answer_then_wrong_password_then_not_called_refused(self):
        self.machine.faults.add(
            Fault("drop_answer", method="POST", path="/brews", times=2)
        )
        order = self.order()
        self.backend.password = "wrong"
        self.env.flush_all()

        order._pour()
        self.env.invalidate_all()

        self.assertEqual(order.state, "sending")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_order_as_job_then_done_or_retried(self):
        order = self.env["coffee.order"]._place(self.first_drink())
        with self.trap_jobs() as trap:
            order.with_delay().pour()
            (job,) = trap.enqueued_jobs

        self.machine.faults.add(
            Fault("drop_answer", method="POST", path="/brews", times=2)
        )
        with self.assertRaises(CoffeeRetryableError):
            job.perform()
        job.perform()
        self.env.invalidate_all()

        self.assertEqual(order.state, "poured")
        self.assertEqual(len(self.machine.poured), 1)

    def test_given_order_poured_when_sent_again_then_nothing(self):
        order = self.order()

        order._pour()

        self.assertEqual(len(self.machine.poured), 1)

    def assert_not_called_refused(self, **answer):
        """Assert that whatever answers after the pour refuses nothing."""
        poured = len(self.machine.poured)
        self.machine.faults.add(
            Fault("gateway", "POST", "/brews", times=None, **answer)
        )

        order = self.order()
        unclear = order.state
        self.machine.faults.clear()
        order._pour()
        self.env.invalidate_all()

        self.assertEqual((unclear, order.state), ("sending", "poured"))
        self.assertEqual(len(self.machine.poured) - poured, 1)

    def test_given_gateway_answers_after_pour_then_not_called_refused(self):
        for status in GATEWAY:
            with self.subTest(status=status):
                self.assert_not_called_refused(status=status)

    def test_given_foreign_problem_after_pour_then_not_called_refused(self):
        for kind, body in FOREIGN:
            with self.subTest(kind=kind, body=body):
                self.assert_not_called_refused(
                    status=503, headers={"Content-Type": kind}, body=body
                )

    def test_given_401_after_pour_then_wrong_password_then_not_called_refused(self):
        self.machine.faults.add(Fault("gateway", "POST", "/brews", status=401))
        self.machine.password = "changed"

        order = self.order()

        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_own_problem_before_pour_then_refused(self):
        for kind, reason in (
            ("unavailable", "cannot answer now"),
            ("too-many-requests", "cannot answer now"),
            ("busy", "Switched on"),
        ):
            with self.subTest(kind):
                self.machine.refuse(kind, path="/brews")

                order = self.order()

                self.assertEqual((order.state, self.machine.poured), ("refused", []))
                self.assertIn(reason, order.message)

    def test_given_refusal_that_quotes_password_then_order_is_short_and_silent(self):
        secret = self.machine.password
        for kind in ("busy", "unavailable"):
            for before in (0, *range(const.EXCERPT - 60, const.EXCERPT, 3), 9999):
                detail = "x" * before + secret + "y" * 9999
                self.machine.refuse(kind, detail, path="/brews")

                order = self.order()

                with self.subTest(kind=kind, before=before):
                    self.assertEqual(order.state, "refused")
                    self.assertLess(len(order.message), const.EXCERPT + 100)
                    self.assertNotIn(secret[:2], order.message)

    def test_given_no_token_to_be_had_when_poured_then_refused_for_it_never_left(self):
        self.machine.tokens.expire()
        self.machine.faults.add(Fault("status", path="/oauth", status=503, times=None))
        token._tokens.clear()

        order = self.order()

        self.assertEqual((order.state, self.sent("POST")), ("refused", []))

    def test_given_malformed_answer_when_cron_then_others_are_settled(self):
        for find, replace in MALFORMED:
            self.machine.faults.add(Fault("drop", "POST", "/brews", times=4))
            first, second = self.order(), self.order()
            first.sent_at -= timedelta(seconds=const.SETTLE_AFTER + 2)
            second.sent_at -= timedelta(seconds=const.SETTLE_AFTER + 1)
            self.env.flush_all()
            self.machine.faults.add(
                Fault("garble", "POST", "/brews", find=find, replace=replace)
            )

            self.settle()

            with self.subTest(replace[:12]):
                self.assertEqual((first.state, second.state), ("sending", "poured"))
                self.let_pass(first, seconds=const.WAITED_FOR)
                self.settle()
                self.assertEqual(first.state, "unknown")
                self.assertTrue(self.checkpoints(first))

    def test_given_nonsense_in_a_field_that_nobody_reads_when_poured_then_poured(self):
        deep = b'"deep":' + b"[" * 3000 + b"]" * 3000 + b',"id":"'
        self.machine.faults.add(
            Fault("garble", "POST", "/brews", find=b'"id":"', replace=deep)
        )

        order = self.order()

        self.assertEqual((order.state, len(self.machine.poured)), ("poured", 1))

    def test_given_malformed_answer_about_brew_when_cron_then_others_are_settled(self):
        self.machine.brew_seconds = 60
        order = self.order()
        self.machine._finish(self.machine.brewing)
        other = self.order()
        self.machine._finish(self.machine.brewing)
        for find, replace in (MALFORMED[0], MALFORMED[2]):
            order.sent_at -= timedelta(seconds=const.SETTLE_AFTER + 1)
            self.machine.faults.add(
                Fault("garble", "GET", "/brews/", find=find, replace=replace)
            )

            self.settle()

            with self.subTest(replace[:12]):
                self.assertEqual(order.state, "sending")
        self.let_pass(other, seconds=const.SETTLE_AFTER + 1)
        self.settle()
        self.assertEqual((order.state, other.state), ("poured", "poured"))

    def test_given_order_that_nobody_understands_when_cron_then_unknown(self):
        first, second = self.unclear_order(), self.unclear_order()
        self.let_pass(first, seconds=const.SETTLE_AFTER + 2)
        self.let_pass(second, seconds=const.SETTLE_AFTER + 1)
        self.env.cr.execute(
            "UPDATE coffee_backend SET version = 'gone' WHERE id = %s",
            [self.backend.id],
        )
        self.env.invalidate_all()

        self.settle()

        self.assertEqual((first.state, second.state), ("unknown", "unknown"))
        self.assertIn("no installed addon", first.message)
        self.assertTrue(self.checkpoints(first))
