"""A copy of a working database leaves the machines alone, whatever is pressed there.

The machines count what reaches them. The copy is tried as a person would try it:
every button, a changed product, a deleted badge, the crons, a push, jobs that were
left over.
"""

from contextlib import contextmanager
from datetime import datetime, timezone

import pytest
import requests
from standardwebhooks import Webhook

import real_odoo
from coffee_machines import Coffee1900, Coffee2900
from provision import database
from provision.console import Failure

# an order of each state that is not over, and jobs of each kind
LEAVE_BEHIND = """
from datetime import timedelta
from odoo import fields
long_ago = fields.Datetime.now() - timedelta(minutes=5)
drinks = env["coffee.product.product"]
for backend in env["coffee.backend"].search([]):
    drink = drinks.search([("backend_id", "=", backend.id)], limit=1)
    env["coffee.order"].create({"drink_id": drink.id})
    env["coffee.order"].create(
        {"drink_id": drink.id, "state": "sending", "sent_at": long_ago})
    backend.action_import_now()
    env["coffee.order"].create({"drink_id": drink.id}).with_delay().pour()
first = [("coffee_id", "=", "0"), ("backend_id.version", "=", "2900")]
drinks.search(first).odoo_id.name = "Renamed before the copy"
"""
RUN_CRONS = """
crons = env["ir.cron"].with_context(active_test=False).search(
    [("cron_name", "like", "Coffee:")])
for cron in crons:
    cron.ir_actions_server_id.run()
    env.cr.commit()
result = len(crons)
"""
BUTTONS = {
    "2900": [
        "action_test_connection",
        "action_import_now",
        "action_preview",
        "action_pour",
        "action_register_webhook",
        "action_rotate_webhook_secret",
    ],
    "1900": [
        "action_test_connection",
        "action_import_now",
        "action_preview",
        "action_pour",
    ],
}


@pytest.fixture(scope="module")
def machines():
    with (
        Coffee2900(seed=5, brews=20, drinks=3, cards=30) as modern,
        Coffee1900(seed=6, brews=20, drinks=3, cards=3) as old,
    ):
        yield [modern, old]


@pytest.fixture(scope="module")
def working(instance, machines):
    """Give a database that works with both machines, stopped in the middle of it."""
    with real_odoo.database_of(instance, "working") as odoo:
        stop_in_the_middle(odoo, machines)
        yield odoo


def stop_in_the_middle(odoo, machines):
    """Work with both machines; leave orders and jobs behind."""
    with odoo.serving():
        odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.server.url)
        backends = [odoo.connect(machine) for machine in machines]
        for backend in backends:
            odoo.call("coffee.backend", "action_test_connection", [backend])
        odoo.call("coffee.backend", "action_import_now", backends)
        odoo.call("coffee.backend", "action_register_webhook", backends[:1])
        odoo.wait_for_jobs()
        assert odoo.jobs(("state", "!=", "done")) == []
    odoo.shell(LEAVE_BEHIND)


@contextmanager
def copy_of(odoo):
    """Copy a database as an administrator does; drop the copy afterwards."""
    name = f"{odoo.name}_staging"
    database.drop(odoo.instance, name)
    database.copy(odoo.instance, odoo.name, name)
    try:
        yield real_odoo.RealOdoo(odoo.instance, name)
    finally:
        database.drop(odoo.instance, name)


def reached(machines):
    """Return what has reached the machines: (method, path) of each request."""
    return [
        (request.method, request.path)
        for machine in machines
        for request in list(machine.requests)
    ]


def forget(machines):
    for machine in machines:
        machine.requests.clear()


def press(copy, model, button, ids):
    """Press a button; return the sentence that it is refused with, empty if not."""
    try:
        copy.call(model, button, ids)
    except Failure as failure:
        return str(failure)
    return ""


def press_all(copy, between=lambda: None):
    """Press every button of the machines; return what each says.

    :param between: called before each press
    """
    said = {}
    for backend in copy.call("coffee.backend", "search_read", [], ["version"]):
        for button in BUTTONS[backend["version"]]:
            key = (backend["version"], button)
            between()
            said[key] = press(copy, "coffee.backend", button, [backend["id"]])
    return said


def diagnose(copy, backend):
    """Return what Diagnose finds out about a machine."""
    action = copy.call("coffee.backend", "action_diagnose", [backend])
    domain = [("diagnosis_id", "=", action["res_id"]), ("name", "=", "Machine")]
    fields = ["level", "answer"]
    (check,) = copy.call("coffee.diagnosis.check", "search_read", domain, fields)
    return check["level"], check["answer"]


def order_a_coffee(copy, drink):
    """Choose a drink in the wizard and press Pour; return what it says."""
    wizard = copy.call("coffee.pour", "create", {"drink_id": drink})
    return press(copy, "coffee.pour", "action_pour", [wizard])


def work_in(copy):
    """Do what people do all day: rename, delete, export, order."""
    drinks = copy.call(
        "coffee.product.product", "search_read", [], ["odoo_id", "backend_id"]
    )
    for drink in drinks:
        product = drink["odoo_id"][0]
        copy.call("product.product", "write", [product], {"name": f"Test {product}"})
        press(copy, "coffee.product.product", "action_export", [drink["id"]])
    badges = copy.call("coffee.res.partner", "search", [])
    copy.call("coffee.res.partner", "write", badges[:1], {"name": "Somebody else"})
    sales = copy.call("coffee.brew", "search_read", [], ["card_id"])
    paid = {sale["card_id"][0] for sale in sales if sale["card_id"]}
    idle = [badge for badge in badges if badge not in paid]
    copy.call("coffee.res.partner", "unlink", idle[:1])
    machines = {drink["backend_id"][0]: drink["id"] for drink in drinks}
    return [order_a_coffee(copy, drink) for drink in machines.values()]


def run_crons(copy):
    """Run every scheduled action of ours, those that are switched off as well."""
    assert copy.shell(RUN_CRONS) == 6


def push(copy, machine):
    """Push to the copy as the machine would; return the status that it answers."""
    target, body = machine.webhook.target, b'{"type": "brew.finished"}'
    now = datetime.now(timezone.utc)
    path = target.url.partition("/coffee/")[2]
    return requests.post(
        f"{copy.server.url}/coffee/{path}",
        data=body,
        headers={
            "Content-Type": "application/json",
            "webhook-id": "msg_copy",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(target.secret).sign(
                "msg_copy", now, body.decode()
            ),
        },
        timeout=30,
    ).status_code


def orders(copy):
    """Return how many orders there are of each state."""
    found = copy.call("coffee.order", "search_read", [], ["state"])
    states = [order["state"] for order in found]
    return {state: states.count(state) for state in set(states)}


def test_given_neutralised_copy_then_nothing_reaches_a_machine(working, machines):
    with copy_of(working) as copy:
        copy.odoo("neutralize")
        forget(machines)

        with copy.serving():
            left = copy.jobs(("state", "not in", ["done", "cancelled"]))
            under_way = orders(copy)
            said = press_all(copy)
            said_to_thirsty = work_in(copy)
            run_crons(copy)
            status = push(copy, machines[0])
            (backend, _other) = copy.call("coffee.backend", "search", [])
            check = diagnose(copy, backend)
            again = [job["id"] for job in copy.jobs(("state", "=", "cancelled"))]
            copy.call("queue.job", "requeue", again)
            copy.wait_for_jobs()
            failed = copy.jobs(("state", "=", "failed"))
            runs = copy.call("coffee.sync", "search_count", [("state", "=", "running")])
            poured = orders(copy).get("poured", 0)

        assert reached(machines) == []
        assert left == []
        assert again
        assert under_way == {"refused": 4, "unknown": 2}
        assert {text for text in said.values() if "neutralised" not in text} == set()
        assert all("neutralised" in text for text in said_to_thirsty)
        assert status == 404
        assert check[0] == "bad" and "neutralised" in check[1]
        assert (failed, runs, poured) == ([], 0, 0)


def test_given_copy_under_another_name_then_nothing_until_a_manager_allows_it(
    working, machines
):
    with copy_of(working) as copy:
        forget(machines)

        with copy.serving():
            copy.wait_for_jobs()
            said = press_all(copy)
            said_to_thirsty = work_in(copy)
            run_crons(copy)
            status = push(copy, machines[0])
            copy.wait_for_jobs()
            assert reached(machines) == []
            failed = copy.jobs(("state", "=", "failed"))
            asked = copy.call(
                "coffee.checkpoint",
                "search_read",
                [("key", "=like", "copy:%")],
                ["state", "count", "message"],
            )
            counts = orders(copy)
            backends = copy.call("coffee.backend", "search", [])
            notes = copy.call("coffee.backend", "read", backends, ["contact_note"])
            press(copy, "coffee.backend", "action_allow_contact", backends[:1])
            allowed = press(
                copy, "coffee.backend", "action_test_connection", backends[:1]
            )
            other = press(
                copy, "coffee.backend", "action_test_connection", backends[1:]
            )
            still = copy.call(
                "coffee.checkpoint",
                "search_count",
                [("key", "=like", "copy:%"), ("state", "=", "need_review")],
            )

        assert failed == []
        assert {text for text in said.values() if "copy" not in text} == set()
        assert all("copy" in text for text in said_to_thirsty)
        assert status == 404
        assert [(line["state"], line["count"]) for line in asked] == [
            ("need_review", 1),
            ("need_review", 1),
        ]
        assert all(working.name in note["contact_note"] for note in notes)
        assert "sending" not in counts and "poured" not in counts
        assert counts["unknown"] == 2
        assert allowed == ""
        assert "copy" in other
        assert still == 1
        assert reached(machines) != []


def test_given_same_database_then_it_goes_on_where_it_stopped(working, machines):
    forget(machines)

    with working.serving():
        working.wait_for_jobs()
        # a 1900 serves one at a time
        said = press_all(working, between=working.wait_for_jobs)
        check = diagnose(working, working.call("coffee.backend", "search", [])[0])
        failed = working.jobs(("state", "=", "failed"))

    assert set(said.values()) == {""}
    assert check[0] == "good"
    assert failed == []
    assert ("PUT", "/v1/drinks/0") in reached(machines)
