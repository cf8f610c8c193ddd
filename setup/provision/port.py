"""Make a copy of the addons for a newer series of Odoo.

Nothing is written by hand for that series: Odoo's own ``upgrade_code`` does the
work, a few named rules what it leaves (``port_rules.py``).
"""

import argparse
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from . import cache, odoo_source, python, requirements
from .console import Failure, fact, step
from .instance import ADDONS, TEST_ADDONS
from .odoo_source import Source

LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc")


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
    if source.series == requirements.SOURCE_SERIES:
        return cache.REPOSITORY
    copies = cache.folder("ported")
    target = copies / f"{source.series}-{cache.digest(str(source), *fingerprints())}"
    with cache.lock("port"):
        if not target.exists():
            for older in copies.glob(f"{source.series}-*"):
                shutil.rmtree(older)
            with step("Addons", f"porting to {source.series}"):
                write(source, interpreter, target, [*ADDONS, TEST_ADDONS])
    return target


def write(
    source: Source, interpreter: Path, target: Path, folders: Iterable[str | Path]
) -> None:
    """Copy folders of the checkout and rewrite the addons in the copy."""
    with cache.building(target) as partial:
        for name in folders:
            if (cache.REPOSITORY / name).is_dir():
                shutil.copytree(
                    cache.REPOSITORY / name, partial / name, ignore=LEFT_BEHIND
                )
        paths = [source.path, cache.REPOSITORY / "setup"]
        done = subprocess.run(
            [interpreter, "-B", "-m", "provision.rewrite", partial],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise Failure(
                f"The addons cannot be ported to Odoo {source.series}:\n{done.stdout}",
                "Set right what the last line says, in the addon or in a rule.",
            )


def fingerprints() -> list[str]:
    """Return a digest of every file that the copy is made of, and of the rules."""
    rules = Path(__file__).parent.glob("*.py")
    return cache.fingerprints([*cache.files(*ADDONS, TEST_ADDONS), *rules])
