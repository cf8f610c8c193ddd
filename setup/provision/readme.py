"""README.rst of an addon, and its page in Apps, made of its fragments.

OCA's own generator is not on PyPI. Runs in the virtual environment of the linters,
which has pandoc.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pypandoc

from .manifests import read

SECTIONS = {  # fragment to heading, in the order of OCA
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
}
NOTE = "Generated from the fragments in readme/: setup/test --lint-only --fix"
PICTURES = "../static/description/"  # as a fragment sees them
DOCS = "../docs/"  # the long pages, as a fragment sees them
PAGE = """<!-- {note} -->
<div class="container">
<h1>{name}</h1>
{body}
</div>
"""


def fragments(addon: Path) -> Iterator[tuple[str | None, Path]]:
    """Yield heading and path of each fragment that an addon has."""
    for fragment, heading in SECTIONS.items():
        path = addon / "readme" / f"{fragment}.md"
        if path.exists():
            yield heading, path


def readme(addon: Path) -> str:
    """Return the text of an addon's README.rst."""
    name = read(addon)["name"]
    parts = ["=" * len(name), name, "=" * len(name), "", f".. {NOTE}", ""]
    for heading, path in fragments(addon):
        if heading:
            parts += [heading, "=" * len(heading), ""]
        text = path.read_text().replace(PICTURES, "static/description/")
        text = text.replace(DOCS, "docs/")
        text = pypandoc.convert_text(text, "rst", format="gfm")
        parts += [text.replace("\r\n", "\n").strip(), ""]
    return "\n".join(parts)


def page(addon: Path) -> str:
    """Return the page that Odoo's Apps shows of an addon."""
    texts = [
        f"# {heading}\n\n{path.read_text()}" if heading else path.read_text()
        for heading, path in fragments(addon)
    ]
    text = "\n\n".join(texts).replace(PICTURES, "").replace(DOCS, online(addon))
    options = ["--shift-heading-level-by=1", "--no-highlight", "--wrap=none"]
    body = pypandoc.convert_text(text, "html5", format="gfm", extra_args=options)
    body = body.replace("\r\n", "\n").strip()
    return PAGE.format(note=NOTE, name=read(addon)["name"], body=body)


def online(addon: Path) -> str:
    """Return where the long pages are on the web: Odoo does not serve them."""
    manifest = read(addon)
    series = ".".join(manifest["version"].split(".")[:2])
    return f"{manifest['website']}/blob/{series}/{addon.name}/docs/"


def generated(addon: Path) -> dict[Path, str]:
    """Return each file that is made of fragments, and its text."""
    return {
        addon / "README.rst": readme(addon),
        addon / "static" / "description" / "index.html": page(addon),
    }


def main(arguments: list[str]) -> int:
    """Write the files of the addons named, or, with ``--check``, name stale ones."""
    stale = 0
    for addon in map(Path, filter(lambda word: word != "--check", arguments)):
        for path, text in generated(addon).items():
            if "--check" not in arguments:
                path.write_text(text)
            elif not path.exists() or path.read_text() != text:
                print(f"{path} differs from its fragments: --fix")
                stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
