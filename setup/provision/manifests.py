"""requirements.txt, made of what the addons' manifests ask for."""

import ast
from pathlib import Path

from .cache import REPOSITORY
from .instance import ADDONS
from .requirements import PROJECT, is_addon, lines

HEADER = "# generated from manifests: setup/test --fix; the pins are chosen by hand"


def generate() -> str:
    """Return the text of requirements.txt.

    OCA addons keep the pins that the file has: a manifest does not name a version
    of what it depends on.
    """
    python, depends = set(), set()
    for name in ADDONS:
        manifest = read(REPOSITORY / name)
        python.update(manifest.get("external_dependencies", {}).get("python", ()))
        depends.update(manifest["depends"])
    pins = [line for line in lines(PROJECT) if is_addon(line)]
    return "\n".join([HEADER, *sorted(python), *pins, ""])


def read(addon: Path) -> dict:
    """Return an addon's manifest; an empty one where there is no such addon."""
    path = addon / "__manifest__.py"
    return ast.literal_eval(path.read_text()) if path.exists() else {"depends": []}


def is_current() -> bool:
    """Tell whether the file says what the manifests do."""
    return PROJECT.read_text() == generate()
