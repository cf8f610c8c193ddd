"""Rewrite a copy of the addons for the Odoo at hand.

Runs inside of that Odoo's virtual environment, where lxml and Odoo's own
``upgrade_code`` are: ``python -m provision.rewrite FOLDER``.
"""

import re
import sys
from pathlib import Path

from lxml import etree

from odoo import release
from odoo.cli.upgrade_code import migrate
from odoo.tools import parse_version

from .port_rules import RULES, RULES_FOR_CODE

WRITTEN_FOR = "17.0"


def rewrite(folder: Path) -> None:
    """Rewrite every addon in a folder, in place."""
    for path in folder.rglob("*.xml"):
        apply_rules(path)
    for path in folder.rglob("*.py"):
        apply_rules_for_code(path)
    migrate(
        [str(folder)],
        "**/*",
        from_version=parse_version(WRITTEN_FOR),
        to_version=parse_version(release.series),
    )
    for path in folder.rglob("__manifest__.py"):
        change_series(path)


def apply_rules(path: Path) -> None:
    """Apply our own rules to a data file; leave alone what none changes.

    They come first: one of them saves ``upgrade_code`` from what it breaks.
    """
    tree = etree.parse(path)
    before = etree.tostring(tree)
    for rule in RULES:
        rule(tree.getroot())
    if etree.tostring(tree) != before:
        tree.write(path, encoding="utf-8", xml_declaration=True)


def apply_rules_for_code(path: Path) -> None:
    """Apply our own rules to a module; leave alone what none changes."""
    before = after = path.read_text()
    for rule in RULES_FOR_CODE:
        after = rule(after)
    if after != before:
        path.write_text(after)


def change_series(manifest: Path) -> None:
    """Replace the series that an addon's version begins with."""
    text = manifest.read_text()
    old = rf'("version":\s*"){re.escape(WRITTEN_FOR)}\.'
    manifest.write_text(re.sub(old, rf"\g<1>{release.series}.", text))


if __name__ == "__main__":
    rewrite(Path(sys.argv[1]))
