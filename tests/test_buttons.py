"""Every button of ours, pressed in a browser and called by a program.

What the browser shows is a sentence, if not a result. A whole campaign presses each
button in every kind of trouble, otherwise one of each way into the code.
"""

import json
import os
import re
import xmlrpc.client
from contextlib import contextmanager
from typing import NamedTuple

import pytest

import campaign
from buttons import Button
from coffee_machines import Coffee1900, Coffee2900, Fault

CAMPAIGN = campaign.SHARE >= 1
PLAIN = re.compile(r"odoo\.exceptions\.(User|Validation|Access|Missing)Error")
TRACEBACK = re.compile(r"Odoo .*Error|Oops|Something went wrong", re.I)
REMEDY = re.compile(r"[Ff]ield|switched on|Upload|Choose|Unpack")

# what a press sends is noted from the first script of a page on
WATCH = """
window.coffeeCalls = [];
const { open, send } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (method, url) {
    this.coffeeUrl = url;
    return open.apply(this, arguments);
};
XMLHttpRequest.prototype.send = function (body) {
    const call = { url: this.coffeeUrl, body: String(body), done: false, error: null };
    window.coffeeCalls.push(call);
    this.addEventListener("loadend", () => {
        try {
            const { error } = JSON.parse(this.responseText);
            call.error = error ? [error.data.name, error.data.message] : null;
        } catch {
            call.error = null;
        }
        call.done = true;
    });
    return send.apply(this, arguments);
};
window.coffeeSleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
window.coffeeUntil = async (condition, what, seconds = 60) => {
    const until = Date.now() + 1000 * seconds;
    let value;
    while (!(value = await condition())) {
        if (Date.now() > until) {
            throw new Error(`${what} on ${document.body.innerText}`);
        }
        await window.coffeeSleep(50);
    }
    return value;
};
window.coffeeSettled = async () => {
    let quiet = 0;
    const settled = () => {
        quiet = window.coffeeCalls.every((call) => call.done) ? quiet + 1 : 0;
        return quiet === 3;
    };
    await window.coffeeUntil(settled, "A call gets no answer");
};
window.coffeeClose = async () => {
    const closed = () => {
        const button = document.querySelector(".modal .btn-close");
        button?.click();
        return !button;
    };
    await window.coffeeUntil(closed, "A dialog does not close");
};
window.coffeeShow = async (action) => {
    await window.coffeeClose();
    window.coffeeCalls = [];
    const { action: service } = odoo.__WOWL_DEBUG__.root.env.services;
    let shown = false;
    service.doAction(action, { clearBreadcrumbs: true }).then(() => (shown = true));
    await window.coffeeUntil(() => shown, `${JSON.stringify(action)} is not shown`);
    await window.coffeeSettled();
};
// a button may be on another page of the form, or behind "More"
window.coffeeFind = async (selector) => {
    const scope = () => [...document.querySelectorAll(".modal")].at(-1) || document;
    const seen = () =>
        [...scope().querySelectorAll(selector)].find((found) => found.offsetParent);
    return window.coffeeUntil(async () => {
        for (const other of scope().querySelectorAll(
            ".o_notebook .nav-link, .o_button_more"
        )) {
            if (seen()) {
                return seen();
            }
            other.click();
            await window.coffeeSleep(50);
        }
        return seen();
    }, `There is no ${selector}`, 10);
};
window.coffeePress = async (selector, method, rows) => {
    if (rows) {
        (await window.coffeeFind(rows)).click();
    }
    const button = await window.coffeeFind(selector);
    window.coffeeCalls = [];
    const before = document.querySelectorAll(".modal").length;
    button.click();
    const called = () =>
        window.coffeeCalls.find((call) => call.body.includes(`"${method}"`));
    await window.coffeeUntil(() => {
        const modals = document.querySelectorAll(".modal");
        if (!called() && modals.length > before) {
            // it asks whether one is sure
            [...modals].at(-1).querySelector(".modal-footer .btn-primary").click();
        }
        return called();
    }, `${method} was not called`);
    await window.coffeeSettled();
    const error = called().error;
    if (error) {
        const title = () => document.querySelector(".modal .modal-title");
        await window.coffeeUntil(title, "No dialog is shown");
    }
    return JSON.stringify({
        error,
        titles: [...document.querySelectorAll(".modal .modal-title")].map(
            (title) => title.innerText
        ),
        text: [...document.querySelectorAll(".modal")].at(-1)?.innerText || "",
    });
};
"""
# a record for every button; the numbers of them come back
PREPARE = """
backend = env["coffee.backend"].search([("version", "=", "2900")])
other = env["coffee.backend"].search([("version", "=", "1900")])
ours = [("backend_id", "=", backend.id)]
flow = env["coffee.flow"].search([*ours, ("position", "!=", False)], limit=1)
drink = env["coffee.product.product"].search(ours, limit=1)
badge = env["coffee.res.partner"].search(ours, limit=1)
run = env["coffee.sync"].search([*ours, ("flow", "=", "coffee.brew")], limit=1)
run.failed = 1
job = env["queue.job"].search([("coffee_backend_id", "=", backend.id)], limit=1)
checkpoints = env["coffee.checkpoint"]
for number in range(20):
    checkpoints += backend.add_checkpoint(drink._name, drink.id, f"Look {number}")
checkpoints.write({"job_uuid": job.uuid, "sync_id": run.id})
orders = {}
for state in ("draft", "sending", "unknown"):
    orders[state] = [
        env["coffee.order"].create({"drink_id": drink.id, "state": state}).id
        for number in range(20)
    ]
env["coffee.order"].search([("state", "=", "sending")]).sent_at = "2026-01-01"
copied, asked = backend.browse(), backend.browse()
for number in range(20):
    copied += backend.copy({"location": backend.location})
    asked += backend.copy({"location": backend.location})
copied.confirmed_in = "elsewhere 1"
for machine in asked:
    machine._flow_of("coffee.brew").question = "Is it another machine?"
env = env(user=env.ref("base.user_admin"))  # wizards are of the person who presses
text = env["ir.attachment"].create(
    {"name": "notes.txt", "raw": b"milk", "res_model": "coffee.1900.upload"}
)
upload = env["coffee.1900.upload"].create(
    {"backend_id": other.id, "attachment_ids": [(6, 0, text.ids)]}
)
looked = env["coffee.1900.upload"].create(
    {
        "backend_id": other.id,
        "attachment_ids": [(6, 0, text.ids)],
        "line_ids": [(0, 0, {"name": "notes.txt"})],
    }
)
previews = env["coffee.preview"].create([{"backend_id": backend.id}] * 20)
for preview in previews:
    preview.flow_id = backend._flow_of("coffee.product.product")
shown = env["coffee.preview"].browse(backend.with_env(env).action_preview()["res_id"])
result = {
    "coffee.backend": backend.id,
    "1900": other.id,
    "copied": copied.ids,
    "asked": asked.ids,
    "coffee.checkpoint": checkpoints.ids,
    "coffee.flow": flow.id,
    "coffee.product.product": drink.id,
    "coffee.res.partner": badge.id,
    "product.product": drink.odoo_id.id,
    "product.template": drink.product_tmpl_id.id,
    "res.partner": badge.odoo_id.id,
    "coffee.sync": run.id,
    "orders": orders,
    "coffee.pour": env["coffee.pour"].create({"drink_id": drink.id}).id,
    "coffee.diagnosis": env["coffee.diagnosis"].create({"backend_id": backend.id}).id,
    "coffee.preview": previews.ids,
    "shown": shown.id,
    "coffee.1900.upload": upload.id,
    "looked": looked.id,
}
"""
BUTTONS = """
import sys
sys.path.insert(0, {folder!r})
from buttons import buttons
result = sorted(buttons(env))
"""
# what an order has to be for each of its buttons
ORDERS = {
    "action_cancel": "draft",
    "action_pour": "draft",
    "action_settle_poured": "unknown",
    "action_settle_not_poured": "unknown",
}
# which machine shows a button that others hide
WHICH = {
    "action_allow_contact": "copied",
    "action_machine_replaced": "asked",
    "action_same_machine": "asked",
}
ACTIONS = {
    ("coffee.backend", "kanban"): "coffee_backend_action_overview",
    ("coffee.checkpoint", "list"): "coffee_checkpoint_action",
    ("coffee.checkpoint", "list header"): "coffee_checkpoint_action",
    ("coffee.product.product", "kanban"): "coffee_product_product_action_pour",
    ("coffee.sync", "list"): "coffee_sync_action",
}
WIZARDS = {"coffee.pour", "coffee.preview", "coffee.diagnosis", "coffee.1900.upload"}
# one of each way from a button to a machine
WAYS = {
    ("coffee.backend", "form", "action_test_connection"),
    ("coffee.backend", "form", "action_import_now"),
    ("coffee.backend", "form", "action_preview"),
    ("coffee.backend", "form", "action_diagnose"),
    ("coffee.backend", "form", "action_register_webhook"),
    ("coffee.order", "form", "action_pour"),
    ("coffee.pour", "form", "action_pour"),
    ("coffee.preview", "form", "action_preview"),
    ("coffee.product.product", "form", "action_export"),
    ("coffee.1900.upload", "form", "action_preview"),
}


class Outcome(NamedTuple):
    """What a press showed.

    :ivar error: (class, message) that the server sent, or None
    :ivar titles: of the dialogs that are open
    :ivar text: of the last one
    """

    error: list | None
    titles: list[str]
    text: str


class Presser:
    """Press buttons of a real server, each on a record that it is meant for."""

    def __init__(self, odoo, ids):
        self.odoo, self.page, self.ids = odoo, None, ids

    def call(self, button: Button):
        """Call over XML-RPC what a button calls; return the answer."""
        odoo, record = self.odoo, self.record(button.model, button.name)
        address, password = f"{odoo.server.url}/xmlrpc/2", "admin"
        common = xmlrpc.client.ServerProxy(f"{address}/common")
        models = xmlrpc.client.ServerProxy(f"{address}/object")
        user = (odoo.name, common.login(odoo.name, "admin", password), password)
        return models.execute_kw(*user, button.model, button.name, [[record]])

    def press(self, button: Button) -> Outcome:
        """Show the screen of a button and press it there."""
        self.page.run(f"window.coffeeShow({json.dumps(self.action(button))})")
        selector = f"button[name={button.name}], a[name={button.name}]"
        rows = None
        if button.view == "list header":
            rows = ".o_data_row .o_list_record_selector input"
            selector = f".o_control_panel button[name={button.name}]"
        elif button.view == "list":
            selector = f".o_data_row button[name={button.name}]"
        arguments = json.dumps([selector, button.name, rows])
        return Outcome(
            **json.loads(self.page.run(f"window.coffeePress(...{arguments})"))
        )

    def action(self, button: Button):
        """Return the action that shows the screen of a button."""
        if name := ACTIONS.get((button.screen, button.view)):
            return f"connector_coffee.{name}"
        return {
            "type": "ir.actions.act_window",
            "res_model": button.screen,
            "res_id": self.record(button.screen, button.name),
            "views": [[False, "form"]],
            "target": "new" if button.screen in WIZARDS else "current",
            "name": "Screen",
        }

    def record(self, model: str, name: str) -> int:
        """Return a record that shows a button: a fresh one where a press uses it up."""
        if model == "coffee.order":
            return self.ids["orders"][ORDERS[name]].pop()
        if model == "coffee.backend" and name in WHICH:
            return self.ids[WHICH[name]].pop()
        if name == "action_import":  # what was looked at before
            looked_at = {"coffee.preview": "shown", "coffee.1900.upload": "looked"}
            return self.ids[looked_at[model]]
        found = self.ids[model]
        return found.pop() if isinstance(found, list) else found

    def check(self, button: Button, may_hide=False) -> Outcome | None:
        """Press a button; whatever comes of it is no traceback.

        :param may_hide: whether a screen need not show it
        :return: None for one that is not shown
        """
        try:
            outcome = self.press(button)
        except AssertionError as error:
            if may_hide and "There is no" in str(error):
                return None
            raise
        assert not any(map(TRACEBACK.search, outcome.titles)), outcome
        if outcome.error:
            kind, message = outcome.error
            assert PLAIN.fullmatch(kind), outcome
            shown, said = " ".join(outcome.text.split()), " ".join(message.split())
            assert said and said in shown, outcome
            assert REMEDY.search(message), outcome
        return outcome


@pytest.fixture
def odoo(served):
    return served


@pytest.fixture
def at_work(odoo):
    """Give a machine at work beside another, who presses buttons, and the buttons."""
    with (
        Coffee2900(seed=5, brews=5) as machine,
        Coffee1900(seed=5, brews=5) as other,
    ):
        backends = [odoo.connect(simulator) for simulator in (machine, other)]
        for backend in backends:
            odoo.call("coffee.backend", "action_test_connection", [backend])
        odoo.call("coffee.backend", "action_import_now", backends)
        odoo.call("coffee.backend", "action_register_webhook", backends[:1])
        odoo.wait_for_jobs()
        folder = os.path.dirname(__file__)
        found = odoo.shell(BUTTONS.format(folder=folder))
        ids = odoo.shell(PREPARE)
        yield machine, Presser(odoo, ids), [Button(*button) for button in found]


@pytest.fixture
def pressed(odoo, at_work, page):
    """Give the same, with a browser to press them in."""
    _machine, presser, _found = at_work
    page.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    page.log_in(odoo.server.url, "admin", "admin")
    page.wait("!!window.odoo?.__WOWL_DEBUG__?.root")
    presser.page = page
    return at_work


@contextmanager
def trouble(odoo, presser, machine, kind):
    """Bring a machine into trouble while the block runs."""
    backend = [presser.ids["coffee.backend"]]

    def save(**values):
        odoo.call("coffee.backend", "write", backend, values)

    if kind == "password":
        save(password="wrong")
    elif kind == "location":
        save(location=f"{machine.location}/elsewhere")
    elif kind == "off":
        machine.stop()
    elif kind == "teapot":
        machine.faults.add(Fault("status", status=418, times=None))
    elif kind == "garbage":
        machine.faults.add(Fault("garble", times=None))
    try:
        yield
    finally:
        machine.faults.clear()
        if kind == "off":
            machine.start()
        save(password=machine.password, location=machine.location)


def test_given_every_button_when_called_over_xml_rpc_then_it_answers(at_work):
    _machine, presser, found = at_work

    for button in {(button.model, button.name): button for button in found}.values():
        if button.screen == "coffee.1900.upload":  # it is given a text file
            with pytest.raises(xmlrpc.client.Fault, match="Upload the file"):
                presser.call(button)
        else:
            answer = presser.call(button)
            assert answer is True or isinstance(answer, dict), (button, answer)


@pytest.mark.campaign
def test_given_every_button_when_pressed_then_never_a_traceback(odoo, pressed):
    machine, presser, found = pressed
    assert len(found) > 40

    for button in found:
        outcome = presser.check(button)

        refused = button.screen == "coffee.1900.upload"  # it is given a text file
        assert bool(outcome.error) == refused, (button, outcome)

    ways = [button for button in found if (*button[:2], button.name) in WAYS]
    assert len(ways) == len(WAYS)
    asked = {"action_test_connection", "action_preview"}
    for kind in ("password", "location", "off", "teapot", "garbage"):
        with trouble(odoo, presser, machine, kind):
            for button in found if CAMPAIGN else ways:
                outcome = presser.check(button, may_hide=CAMPAIGN)

                if button.screen == "coffee.backend" and button.name in asked:
                    assert outcome.error, (kind, button, outcome)
            if kind in ("password", "location"):
                assert shown_on(presser) == ["Field", "Field"], kind


def shown_on(presser) -> list[str]:
    """Return the first word of what card and form say that has to be corrected."""
    overview = json.dumps("connector_coffee.coffee_backend_action_overview")
    form = {
        "type": "ir.actions.act_window",
        "res_model": "coffee.backend",
        "res_id": presser.ids["coffee.backend"],
        "views": [[False, "form"]],
    }
    words = []
    for action in (overview, json.dumps(form)):
        presser.page.run(f"window.coffeeShow({action})")
        presser.page.run("window.coffeeFind('.o_coffee_error')")
        words.append(presser.page.text(".o_coffee_error")[:5])
    return words
