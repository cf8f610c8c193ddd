"""Installed alone, updated, uninstalled, installed again: nothing stays behind."""

import re

import pytest

import real_odoo

LEFT_BEHIND = """
tables = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'coffee%' ORDER BY 1"
env.cr.execute(tables)
result = {
    "tables": [name for (name,) in env.cr.fetchall()],
    "owners": {
        model.model.replace(".", "_"): model.modules
        for model in env["ir.model"].search([("model", "=like", "coffee.%")])
    },
    "models": env["ir.model"].search([("model", "=like", "coffee.%")]).mapped("model"),
    "job functions": env["queue.job.function"].search(
        [("name", "=like", "<coffee.%")]).mapped("name"),
    "channels": env["queue.job.channel"].search(
        [("complete_name", "=like", "root.coffee%")]).mapped("complete_name"),
    "crons": env["ir.cron"].with_context(active_test=False).search(
        [("code", "like", "_cron_import")]).mapped("name"),
    "menus": env["ir.ui.menu"].search([("name", "=", "Coffee")]).mapped("name"),
    "records": sorted(env["ir.model.data"].search(
        [("module", "=like", "connector_coffee%")]).mapped("name")),
    "parameters": env["ir.config_parameter"].search(
        [("key", "=like", "connector_coffee%")]).mapped("key"),
    "columns": [],
    "indexes": [],
}
env.cr.execute(
    "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE column_name LIKE 'coffee%' ORDER BY 1")
result["columns"] = [name for (name,) in env.cr.fetchall()]
env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%coffee%'")
result["indexes"] = sorted(name for (name,) in env.cr.fetchall())
"""
UNINSTALL = """
import odoo
env["ir.module.module"].search(
    [("name", "=", {name!r})]).button_immediate_uninstall()
env = odoo.api.Environment(env.cr, env.uid, {{}})  # its registry is another one
before = result
"""
ZERO = """
settings = {"coffee_daily_limit": 0, "coffee_keep_sync": 0, "coffee_keep_file": 0}
env["res.config.settings"].create(settings).execute()
"""
KEPT = """
settings = env["res.config.settings"].create({})
names = ["coffee_daily_limit", "coffee_keep_sync", "coffee_keep_file"]
result = [settings[name] for name in [*names, "coffee_keep_checkpoint"]]
"""
VERSIONS = """
backends = env["coffee.backend"]
result = [backends._select_versions(), backends.new({}).no_version]
"""


@pytest.fixture(scope="module")
def base(instance):
    """Give a server with the generic addon alone."""
    with real_odoo.database_without_us(instance, "base") as real:
        real.run("--init=connector_coffee", "--without-demo=all")
        with real.serving():
            yield real


@pytest.fixture(scope="module")
def updated(instance):
    """Give what an update of all keeps of settings of zero, and its log."""
    with real_odoo.database_of(instance, "updated") as real:
        real.shell(ZERO)
        log = real.run("--update=all")
        return real.shell(KEPT), log.replace(real.name, "db")


def complaints(log):
    """Return the lines of a log that warn of something in our addons."""
    level = re.compile(r" (WARNING|ERROR|CRITICAL) ")
    return [
        line for line in log.splitlines() if level.search(line) and "coffee" in line
    ]


def test_given_base_alone_then_no_version_is_offered_and_the_form_says_so(base):
    versions, no_version = base.shell(VERSIONS)

    assert versions == []
    assert no_version is True


def test_given_base_alone_when_version_is_ticked_in_settings_then_it_is_installed(base):
    def save(**values):
        settings = base.call("res.config.settings", "create", values)
        answer = base.call("res.config.settings", "execute", [settings])
        if answer.get("res_model") == "base.module.uninstall":
            # since 19.0 this asks, before it only warned when the tick was removed
            wizard = base.call(
                "base.module.uninstall", "create", {}, context=answer["context"]
            )
            base.call("base.module.uninstall", "action_uninstall", [wizard])
        fields = base.call("coffee.backend", "fields_get", ["version"])
        return fields["version"]["selection"]

    ticked = save(module_connector_coffee_1900=True)
    unticked = save(module_connector_coffee_1900=False)

    assert ticked == [["1900", "Coffee 1900"]]
    assert unticked == []


def test_given_setting_of_zero_when_addon_is_updated_then_it_stays(updated):
    kept, _log = updated

    assert kept == [0, 0, 0, 365]


def test_given_update_of_all_then_no_warning_of_our_addons(updated):
    _kept, log = updated

    assert "Modules loaded" in log
    assert complaints(log) == []


@pytest.mark.parametrize(
    "name", ["connector_coffee_1900", "connector_coffee_2900", "connector_coffee"]
)
def test_given_uninstall_then_nothing_stays_and_reinstall_works(odoo, name):
    uninstall = UNINSTALL.format(name=name)
    uninstall = f"{LEFT_BEHIND}\n{uninstall}\n{LEFT_BEHIND}\nresult = before, result"
    before, after = odoo.shell(uninstall)

    log = odoo.run("--init=connector_coffee_1900,connector_coffee_2900")

    if name == "connector_coffee":
        assert not any(after.values()), after
    else:
        own = {table for table, modules in before["owners"].items() if modules == name}
        # a table between two models begins with the name of one of them
        stay = [table for table in before["tables"] if not table.startswith(tuple(own))]
        assert after["tables"] == stay
        assert not own & set(after["owners"])
    assert complaints(log.replace(odoo.name, "db")) == []
    assert odoo.shell(LEFT_BEHIND) == before
