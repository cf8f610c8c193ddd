"""What a person meets who runs the demo: its words, its figures, a silent log."""

import contextlib
import io
import json
import re
import shutil
from datetime import datetime, timezone

import pytest

import real_odoo
from coffee_machines.office import office
from provision import cache, demo

CELLS = ":is(th span, td[name=flow], td[name=kind])"  # of a list
LOUD = re.compile(r"^[\d-]{10} [\d:,]{12} \d+ (WARNING|ERROR|CRITICAL) .*", re.M)
FIGURES = re.compile(
    r"^(?P<name>Kitchen|Canteen) +(?P<drinks>\d+) of \d+ +(?P<brews>\d+) of \d+"
    r" +(?P<levels>\d+) +(?P<badges>\d+) +(?P<new>\d+) +(?P<jobs>\d+)"
    r" +(?P<rate>[\d,]+) +(?P<errors>\d+)$",
    re.M,
)
# Opens an action as a menu does, then its first record and the form of a new one;
# returns the titles of columns that do not fit, and what stands on two lines.
OPEN = """
(async () => {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const shown = async (what) => {
        for (let tick = 0; tick < 600; tick++) {
            if (document.querySelector(".o_view_controller:not(.seen)")) return;
            await new Promise((done) => setTimeout(done, 50));
        }
        throw new Error(`${what} is not shown`);
    };
    const open = async (what, ...request) => {
        document.querySelector(".o_view_controller")?.classList.add("seen");
        await action.doAction(...request, { clearBreadcrumbs: true });
        await shown(what);
    };
    const cut = [];
    const [id, model, record, create] = ACTION;
    await open(model, id);
    for (const cell of document.querySelectorAll(CELLS)) {
        if (cell.scrollWidth > cell.clientWidth + 1) {
            cut.push(`${model}: ${cell.innerText}`);
        }
    }
    for (const ago of document.querySelectorAll(".o_kanban_record .o_coffee_ago")) {
        const words = document.createRange();
        words.selectNodeContents(ago.parentElement.parentElement.firstChild);
        const [first, last] = [words.getClientRects(), ago.getClientRects()];
        if (Math.abs([...first].at(-1).top - last[0].top) > 3) {
            cut.push(`${model}: ${ago.innerText}`);
        }
    }
    for (const res_id of [...(record ? [record] : []), ...(create ? [false] : [])]) {
        const views = [[false, "form"]];
        await open(`${model} ${res_id}`, {
            type: "ir.actions.act_window", res_model: model, views, res_id,
        });
    }
    return cut;
})()
"""


@pytest.fixture(scope="module")
def shown(instance):
    """Run the demo; give its database and server, and what it printed."""
    output = io.StringIO()
    with contextlib.ExitStack() as running:
        real = running.enter_context(real_odoo.database_of(instance, "shown"))
        running.callback(shutil.rmtree, cache.folder("machines", real.name))
        running.enter_context(contextlib.redirect_stdout(output))
        machines = running.enter_context(office(cache.folder("machines", real.name)))
        running.enter_context(real.serving())
        real.complete = demo.show(machines, real.server, real.name)
        real.output = output.getvalue()
        yield real


def test_given_demo_when_imported_then_columns_add_up(shown):
    rows = {row["name"]: row for row in FIGURES.finditer(shown.output)}

    assert shown.complete, shown.output
    assert set(rows) == {"Kitchen", "Canteen"}, shown.output
    for row in rows.values():
        held = [int(row[kind]) for kind in ("drinks", "brews", "levels", "badges")]
        assert int(row["new"]) == sum(held), row.group()
    assert rows["Kitchen"]["badges"] == "0", "a 1900 knows no badges"
    assert rows["Canteen"]["badges"] == "40"


def test_given_demo_when_imported_then_no_coffee_is_sold_in_the_future(shown):
    now = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M:%S}"

    later = shown.call("coffee.brew", "search_count", [("started_at", ">", now)])

    assert shown.call("coffee.brew", "search_count", []) == 7000
    assert later == 0


def test_given_demo_then_summary_names_the_menu_to_open(shown):
    found = [("module", "=", "connector_coffee"), ("model", "=", "ir.ui.menu")]
    named = [*found, ("name", "=", "coffee_backend_menu_overview")]
    (menu,) = shown.call("ir.model.data", "search_read", named, ["res_id"])

    menus = shown.call("ir.ui.menu", "read", [menu["res_id"]], ["complete_name"])

    path = menus[0]["complete_name"].replace("/", " ‣ ")
    assert "Coffee ‣ " in path
    assert re.findall(r"^Look at +(.*)$", shown.output, re.M) == [path]


@pytest.fixture(scope="module")
def walk(shown, shared_browser):
    """Open the main screens; return the actions, and what did not fit."""
    actions = screens(shown)
    code = OPEN.replace("CELLS", json.dumps(f".o_list_table {CELLS}"))
    with shared_browser.page() as page:
        page.log_in(shown.server.url, "admin", "admin", seconds=300)
        cut = [page.run(code.replace("ACTION", json.dumps(each))) for each in actions]
    return actions, sum(cut, [])


def test_given_demo_when_main_screens_open_then_its_log_is_silent(shown, walk):
    actions, _cut = walk

    log = shown.server.log.read_text()

    assert {"coffee.backend", "coffee.brew"} <= {model for _id, model, *_ in actions}
    assert "/web/dataset/call_kw/coffee.brew" in log
    assert [found.group() for found in LOUD.finditer(log)] == []


def test_given_demo_when_main_screens_open_then_columns_and_cards_fit(walk):
    _actions, cut = walk

    ours = [text for text in cut if not text.startswith("queue.job")]

    assert ours == []


def screens(shown):
    """Return action, model, a record, and whether a person may make one, by menu."""
    menus = shown.call("ir.ui.menu", "search_read", [], ["complete_name", "action"])
    ours = [m["action"] for m in menus if "/Coffee/" in m["complete_name"]]
    ids = [int(action.partition(",")[2]) for action in ours if action]
    found = []
    for action in shown.call("ir.actions.act_window", "read", ids, ["res_model"]):
        model = action["res_model"]
        records = shown.call(model, "search", [], limit=1)
        create = model in ("coffee.backend", "coffee.res.partner")
        found.append((action["id"], model, records[0] if records else False, create))
    return found
