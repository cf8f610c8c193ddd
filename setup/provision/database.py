"""Databases: installed once as a template, copied for every use."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from . import cache
from .console import Step, call, step
from .instance import Instance
from .requirements import ADDONS, SOURCE_SERIES, TEST_ADDONS, manifest

# Runs one statement outside of a transaction, as CREATE DATABASE wants it.
EXECUTE = """
import sys, psycopg2
try:
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(sys.argv[1])
except psycopg2.Error as error:
    sys.exit(str(error).splitlines()[0])
for row in cursor.fetchall() if cursor.description else ():
    print(row[0])
"""
# Builds what pages load, which else each copy does for itself: seconds for each.
BUILD = """
for name in {bundles}:
    bundle = env["ir.qweb"]._get_asset_bundle(name)
    bundle.js(), bundle.css()
env.cr.commit()
"""
BUNDLES = (
    "web.__assets_tests_call__",
    "web.assets_backend_lazy",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.assets_web_print",
    "web.chartjs_lib",
)
IGNORED = {"static", "tests", "readme", "i18n"}  # folders of an addon


def keep(instance: Instance, name: str) -> None:
    """Create a database with our addons, or bring an old one up to date.

    Its comment says which template it is a copy of, or was updated to.
    """
    with cache.lock(f"template-{instance.series}"):
        origin = template(instance)
        if not names(instance, name):
            copy(instance, origin, name)
        else:
            query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            if execute(instance, f"{query} WHERE datname = '{name}'") == [origin]:
                return
            modules = instance.addon_names()
            with step("Database", f"updating {', '.join(modules)}") as line:
                install(instance, name, "--update", modules, line)
        execute(instance, f"""COMMENT ON DATABASE "{name}" IS '{origin}'""")


def create(instance: Instance, name: str) -> None:
    """Create a database with our addons installed: a copy of the template."""
    with cache.lock(f"template-{instance.series}"):
        drop(instance, name)
        copy(instance, template(instance), name)


def template(instance: Instance) -> str:
    """Return a database with the addons of an instance installed, made at need.

    It has layers: below, what our addons depend on; then our addons; then what pages
    load, or the addons that only tests need. A changed addon costs seconds, not the
    installation of everything.
    """
    own, others = instance.addon_names(), instance.test_addon_names()
    if instance.beside:
        needed = sorted({*dependencies(instance), *instance.beside})
        below = layer(instance, "beside", "template0", needed)
        return layer(instance, "demo", below, own, *installed(*ADDONS))
    below = layer(instance, "base", "template0", dependencies(instance))
    below = layer(instance, "addons", below, own, *installed(*ADDONS))
    if not instance.wide:
        return assets(instance, below)
    return layer(instance, "tests", below, others, *installed(TEST_ADDONS))


def layer(
    instance: Instance, kind: str, below: str, modules: list[str], *key: str
) -> str:
    """Return a database that has modules installed on top of another one.

    :param modules: none of them: what pages load is built instead
    :param key: what it depends on, besides
    """
    prefix = f"template_{kind}_{instance.series.partition('.')[0]}_"
    parts = [str(instance.source), str(instance.interpreter), below, *modules, *key]
    name = prefix + cache.digest(*parts)
    if name in names(instance, prefix):
        return name
    for old in names(instance, prefix):
        drop(instance, old)
    what = f"installing {', '.join(modules)}" if modules else "building assets"
    with step("Database", what) as line:
        partial = f"partial_{name}"
        drop(instance, partial)
        copy(instance, below, partial)
        if modules:
            install(instance, partial, "--init", modules, line)
        else:
            script = BUILD.format(bundles=BUNDLES)
            complaint = f"Odoo {instance.series} could not build its assets"
            instance.run(partial, "shell", complaint=complaint, input=script)
        rename(instance, partial, name)
    return name


def assets(instance: Instance, below: str) -> str:
    """Return a database that has scripts and styles of its pages built."""
    folders = [f"{addon}/static" for addon in ADDONS]
    return layer(instance, "assets", below, [], *cache.fingerprints(*folders))


def dependencies(instance: Instance) -> list[str]:
    """Name what our addons depend on, themselves left out."""
    own = instance.addon_names()
    found = (manifest(instance.addons / name)["depends"] for name in own)
    return sorted(set().union(*found) - set(own))


def installed(*folders: str | Path) -> list[str]:
    """Return a digest of every file that the installation of addons reads."""
    return cache.fingerprints(*folders, but=IGNORED)


def install(
    instance: Instance, name: str, option: str, modules: list[str], line: Step
) -> None:
    """Install or update modules.

    :param option: ``--init`` or ``--update``
    """
    demonstration = ["--without-demo=all"]
    if instance.beside:
        demonstration = [] if instance.series == SOURCE_SERIES else ["--with-demo"]
    instance.run(
        name,
        f"{option}={','.join(modules)}",
        "--stop-after-init",
        *demonstration,
        complaint=f"Odoo {instance.series} could not install {', '.join(modules)}",
        notes=(line, r"Loading module (\w+) \((\d+/\d+)\)"),
    )


@contextmanager
def temporary(instance: Instance, purpose: str):
    """Give a database with our addons installed, dropped afterwards."""
    name = f"{purpose}_{instance.series.partition('.')[0]}_{os.getpid()}"
    create(instance, name)
    try:
        yield name
    finally:
        drop(instance, name)


def copy(instance: Instance, origin: str, name: str) -> None:
    """Copy a database and the files that belong to it."""
    execute(instance, f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')
    files = filestore(instance, origin)
    if files.is_dir():  # never changed in place, so links will do
        shutil.copytree(files, filestore(instance, name), copy_function=os.link)


def rename(instance: Instance, origin: str, name: str) -> None:
    """Rename a database and its files."""
    shutil.rmtree(filestore(instance, name), ignore_errors=True)
    if filestore(instance, origin).is_dir():
        filestore(instance, origin).rename(filestore(instance, name))
    execute(instance, f'ALTER DATABASE "{origin}" RENAME TO "{name}"')


def drop(instance: Instance, name: str) -> None:
    """Drop a database and its files, whoever is connected."""
    execute(instance, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(filestore(instance, name), ignore_errors=True)


def names(instance: Instance, prefix: str) -> list[str]:
    """Name the databases that begin with a prefix."""
    query = f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')"
    return execute(instance, query)


def filestore(instance: Instance, name: str) -> Path:
    """Return the folder that Odoo keeps the attachments of a database in."""
    return cache.folder("data", instance.series) / "filestore" / name


def execute(instance: Instance, statement: str) -> list[str]:
    """Run an SQL statement; return the first column of its result."""
    return call(
        [instance.interpreter, "-c", EXECUTE, statement],
        "PostgreSQL refuses",
        "See that the server named by PGHOST, PGPORT and PGUSER runs and lets you"
        " create databases; or unset them for an embedded one.",
        env=instance.environment(),
    ).split()
