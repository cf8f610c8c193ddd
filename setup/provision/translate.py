"""Bring the catalogs of each addon up to date with its source.

Odoo exports what there is to translate; what a catalog has already is kept, what is
new waits in it for a translator, what is gone leaves it.
"""

import argparse
import os
import subprocess
from pathlib import Path

from . import cache, database, odoo_source, postgres, requirements
from .console import Failure, fact, step
from .instance import ADDONS, Instance
from .test import prepare


def main(arguments: list[str]) -> int:
    """Export, and merge into the catalogs."""
    parser = argparse.ArgumentParser(prog="setup/translate", description=__doc__)
    parser.parse_args(arguments)
    source = odoo_source.of_series(requirements.SOURCE_SERIES)
    with postgres.server() as variables:
        instance = prepare(source, variables)[0]
        with database.temporary(instance, "translate") as name:
            exported = [export(instance, name, addon) for addon in ADDONS]
    for addon, path in zip(ADDONS, exported, strict=True):
        fact("Catalogs", f"{addon}: {merge(instance, addon, path)}")
    return 0


def export(instance: Instance, name: str, addon: str) -> Path:
    """Let Odoo write the template of an addon's catalogs; return where it is."""
    path = cache.folder("run") / f"{addon}.pot"
    with step("Catalogs", f"exporting {addon}"):
        process = instance.start(
            *(f"--config={instance.configuration(name)}", f"--database={name}"),
            *(f"--modules={addon}", f"--i18n-export={path}", "--stop-after-init"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output = process.communicate()[0]
    if process.returncode:
        raise Failure(f"Odoo cannot export:\n{output}", "Set right what it says.")
    return path


def merge(instance: Instance, addon: str, exported: Path) -> str:
    """Run ``catalogs.py`` where polib is; return what it says."""
    paths = [instance.source.path, cache.REPOSITORY / "setup"]
    done = subprocess.run(
        [instance.interpreter, "-B", "-m", "provision.catalogs", addon, exported],
        cwd=cache.REPOSITORY,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()
