"""What an administrator sees who loads Odoo's demonstration data."""

import pytest

import real_odoo

LOAD = "env['ir.demo'].install_demo()"
SHOWN = """
from datetime import datetime, timedelta
now = datetime.now()
machines = env["coffee.backend"].search([])
result = {
    "failures": env["ir.demo_failure"].search([]).mapped("error"),
    "machines": sorted(
        (machine.version, machine.name, machine.state, machine.location)
        for machine in machines),
    "brews": {
        machine.version: env["coffee.brew"].search_count([
            ("backend_id", "=", machine.id),
            ("started_at", "<=", now), ("started_at", ">", now - timedelta(days=7))])
        for machine in machines},
    "low": env["coffee.consumable"].search([("is_low", "=", True)]).mapped("name"),
    "review": env["coffee.checkpoint"].search_count(
        [("state", "=", "need_review")]),
    "orders": sorted(env["coffee.order"].search([]).mapped("state")),
    "runs": sorted(set(env["coffee.sync"].search([]).mapped("state"))),
    "badges": env["coffee.res.partner"].search_count([]),
    "jobs": env["queue.job"].search([("channel", "=like", "root.coffee%")])
        .mapped("name"),
    "crons": env["ir.cron"].search([("code", "like", "_cron_import")]).mapped("name"),
    "confirmed": len(machines._confirmed()),
}
"""
COUNT = """
result = [
    env[name].search_count([])
    for name in ("coffee.backend", "coffee.brew", "coffee.order", "coffee.checkpoint")]
"""


@pytest.fixture(scope="module")
def demo(instance):
    """Give a database with demonstration data."""
    with real_odoo.database_of(instance, "demo") as real:
        real.shell(LOAD)
        yield real


def test_given_demo_data_then_machines_are_shown_and_none_is_contacted(demo):
    shown = demo.shell(SHOWN)

    assert shown == {
        "failures": [],
        "machines": [
            ["1900", "Reception", "attention", "coffee://192.0.2.19/pot-0"],
            ["2900", "Canteen", "ready", "http://192.0.2.29"],
        ],
        "brews": {"1900": 10, "2900": 14},
        "low": ["Coffee Beans"],
        "review": 4,
        "orders": ["poured", "refused", "unknown"],
        "runs": ["done"],
        "badges": 2,
        "jobs": [],
        "crons": [],
        "confirmed": 0,
    }


def test_given_demo_data_when_addons_are_updated_then_it_stays_as_it_is(demo):
    before = demo.shell(COUNT)

    log = demo.run("--update=connector_coffee")

    assert "Modules loaded" in log
    assert demo.shell(COUNT) == before
    assert min(before) > 0
