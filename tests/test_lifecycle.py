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
env["ir.module.module"].search(
    [("name", "=", {name!r})]).button_immediate_uninstall()
"""
VERSIONS = """
backends = env["coffee.backend"]
result = [backends._select_versions(), backends.new({}).no_version]
"""


@pytest.fixture
def base(instance):
    """Give a database with the generic addon alone."""
    with real_odoo.database_without_us(instance, "base") as real:
        real.run("--init=connector_coffee", "--without-demo=all")
        yield real


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

    with base.serving():
        ticked = save(module_connector_coffee_1900=True)
        unticked = save(module_connector_coffee_1900=False)

    assert ticked == [["1900", "Coffee 1900"]]
    assert unticked == []


def test_given_setting_of_zero_when_addon_is_updated_then_it_stays(odoo):
    odoo.shell(
        """
settings = {"coffee_daily_limit": 0, "coffee_keep_sync": 0, "coffee_keep_file": 0}
env["res.config.settings"].create(settings).execute()
"""
    )

    odoo.run("--update=connector_coffee")

    kept = """
settings = env["res.config.settings"].create({})
names = ["coffee_daily_limit", "coffee_keep_sync", "coffee_keep_file"]
result = [settings[name] for name in [*names, "coffee_keep_checkpoint"]]
"""
    assert odoo.shell(kept) == [0, 0, 0, 365]


def test_given_update_of_all_then_no_warning_of_our_addons(odoo):
    log = odoo.run("--update=all")

    assert "Modules loaded" in log
    assert complaints(log.replace(odoo.name, "db")) == []


@pytest.mark.parametrize(
    "name", ["connector_coffee_1900", "connector_coffee_2900", "connector_coffee"]
)
def test_given_uninstall_then_nothing_stays_and_reinstall_works(odoo, name):
    before = odoo.shell(LEFT_BEHIND)

    odoo.shell(UNINSTALL.format(name=name))
    after = odoo.shell(LEFT_BEHIND)
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
