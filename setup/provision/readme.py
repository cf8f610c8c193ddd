"""README.rst of an addon, made of its fragments.

OCA's own generator is not on PyPI. Runs in the virtual environment of the linters,
which has pandoc.
"""

import sys
from pathlib import Path

import pypandoc

from .manifests import read

SECTIONS = {  # fragment to heading, in the order of OCA
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "CONTRIBUTORS": "Contributors",
}
NOTE = ".. Generated from the fragments in readme/: setup/test --lint-only --fix"


def generate(addon: Path) -> str:
    """Return the text of an addon's README.rst."""
    name = read(addon)["name"]
    parts = ["=" * len(name), name, "=" * len(name), "", NOTE, ""]
    for fragment, heading in SECTIONS.items():
        path = addon / "readme" / f"{fragment}.md"
        if not path.exists():
            continue
        if heading:
            parts += [heading, "=" * len(heading), ""]
        text = pypandoc.convert_file(path, "rst", format="gfm")
        parts += [text.replace("\r\n", "\n").strip(), ""]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write README.rst of the addons named, or, with ``--check``, name stale ones."""
    stale = 0
    for addon in map(Path, filter(lambda word: word != "--check", arguments)):
        path, text = addon / "README.rst", generate(addon)
        if "--check" not in arguments:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            print(f"{path} differs from its fragments: --fix")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
