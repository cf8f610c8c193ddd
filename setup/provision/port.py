"""Make a copy of the addons for a newer series of Odoo.

Nothing is written by hand for that series: Odoo's own ``upgrade_code`` does the
work, a few named rules what it leaves (``port_rules.py``).
"""

import argparse
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from . import cache, odoo_source, python
from .console import Failure, call, fact, step
from .odoo_source import Source
from .requirements import ADDONS, SOURCE_SERIES, TEST_ADDONS

RULES = "setup/provision"  # the rules, and what applies them


def main(arguments: list[str]) -> int:
    """Write the copy that the command line asks for."""
    parser = argparse.ArgumentParser(prog="setup/port", description=__doc__)
    parser.add_argument("series", metavar="SERIES", help="of Odoo, such as 19.0")
    parser.add_argument("target", metavar="TARGET", type=Path, help="a new folder")
    options = parser.parse_args(arguments)
    if options.target.exists():
        raise Failure(f"{options.target} exists.", "Name a folder that does not.")
    source = odoo_source.of_series(options.series)
    write(source, python.for_odoo(source), options.target.absolute(), ADDONS)
    fact("Addons", f"for Odoo {source.series} in {options.target}")
    return 0


def addons(source: Source, interpreter: Path) -> Path:
    """Return the folder with our addons in the form that an Odoo takes them.

    :return: the checkout itself for 17.0, else a copy in the cache
    """
    if source.series == SOURCE_SERIES:
        return cache.REPOSITORY
    copies = cache.folder("ported")
    folders = [*ADDONS, TEST_ADDONS]
    digest = cache.digest(str(source), *cache.fingerprints(*folders, RULES))
    target = copies / f"{source.series}-{digest}"
    with cache.lock("port"):
        if not target.exists():
            for older in copies.glob(f"{source.series}-*"):
                shutil.rmtree(older)
            with step("Addons", f"porting to {source.series}"):
                write(source, interpreter, target, folders)
    return target


def write(
    source: Source, interpreter: Path, target: Path, folders: Iterable[str | Path]
) -> None:
    """Copy folders of the checkout and rewrite the addons in the copy."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    path = os.pathsep.join(map(str, [source.path, cache.REPOSITORY / "setup"]))
    with cache.building(target) as partial:
        for name in folders:
            shutil.copytree(cache.REPOSITORY / name, partial / name, ignore=ignored)
        call(
            [interpreter, "-B", "-m", "provision.port_rules", partial],
            f"The addons cannot be ported to Odoo {source.series}",
            "Set right what the last line says, in the addon or in a rule.",
            env={**os.environ, "PYTHONPATH": path},
        )
