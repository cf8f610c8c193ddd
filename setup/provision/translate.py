"""Bring the catalogs of each addon up to date with its source.

Odoo exports what there is to translate; what a catalog has already is kept, what is
new waits in it for a translator, what is gone leaves it.
"""

import argparse
import sys

from . import cache, console, database, instance, odoo_source
from .console import fact, step
from .requirements import ADDONS, SOURCE_SERIES


def main(arguments: list[str]) -> int:
    """Get ready what it takes, and bring them up to date where that is."""
    parser = argparse.ArgumentParser(prog="setup/translate", description=__doc__)
    parser.parse_args(arguments)
    with instance.ready(odoo_source.of_series(SOURCE_SERIES)) as found:
        return found.inside("translate")


def perform(_arguments: list[str]) -> int:
    """Export, and merge into the catalogs."""
    from . import catalogs

    here = instance.Instance.current()
    with database.temporary(here, "translate") as name:
        for addon in ADDONS:
            path = cache.folder("run") / f"{addon}.pot"
            options = [f"--modules={addon}", f"--i18n-export={path}"]
            with step("Catalogs", f"exporting {addon}"):
                complaint = "Odoo cannot export"
                here.run(name, *options, "--stop-after-init", complaint=complaint)
            fact("Catalogs", f"{addon}: {catalogs.merge(addon, path)}")
    return 0


if __name__ == "__main__":
    sys.exit(console.run(perform, sys.argv[1:]))
