"""What the addons' manifests say, and the requirements.txt that follows from it."""

import ast
from pathlib import Path

from .instance import ADDONS
from .requirements import PROJECT, is_addon, lines

HEADER = "# generated from manifests; the pins of addons are chosen by hand"


def read(addon: Path) -> dict:
    """Return an addon's manifest; an empty one where there is no such addon."""
    path = addon / "__manifest__.py"
    return ast.literal_eval(path.read_text()) if path.exists() else {"depends": []}


def generate(folder: Path) -> str:
    """Return the text of requirements.txt for the addons in a folder."""
    python = {
        line
        for name in ADDONS
        for line in read(folder / name).get("external_dependencies", {})["python"]
    }
    pins = [line for line in lines(folder / PROJECT.name) if is_addon(line)]
    return "\n".join([HEADER, *sorted(python), *pins, ""])


if __name__ == "__main__":
    Path(PROJECT.name).write_text(generate(Path()))
