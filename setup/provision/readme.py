"""README.rst of an addon, and its page in Apps, made of its fragments.

OCA's own generator is not on PyPI. Runs in the virtual environment of the linters,
which has pandoc, in the folder of the addons.
"""

from pathlib import Path

import pypandoc

from .requirements import ADDONS, manifest

SECTIONS = {  # fragment to heading, in the order of OCA
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
}
NOTE = "Generated from the fragments in readme/: setup/test --lint-only --fix"
PICTURES = "static/description/"
FORMAT = "gfm-gfm_auto_identifiers"  # as OCA: a heading needs no target of its own
HTML = ["--shift-heading-level-by=1", "--syntax-highlighting=none", "--wrap=none"]
PAGE = """<!-- {} -->
<div class="container">
<h1>{}</h1>
{}
</div>
"""


def write(addon: Path) -> None:
    """Write both files of an addon."""
    title = manifest(addon)["name"]
    texts = []
    for fragment, heading in SECTIONS.items():
        path = addon / "readme" / f"{fragment}.md"
        if path.exists():
            text = path.read_text().replace(f"../{PICTURES}", PICTURES)
            texts.append(f"# {heading}\n\n{text}" if heading else text)
    rule = "=" * len(title)
    body = convert("\n".join(texts), "rst")
    text = f"{rule}\n{title}\n{rule}\n\n.. {NOTE}\n\n{body}\n"
    (addon / "README.rst").write_text(text)
    body = convert("\n".join(texts).replace(PICTURES, ""), "html5", HTML)
    (addon / PICTURES / "index.html").write_text(PAGE.format(NOTE, title, body))


def convert(text: str, target: str, options: list[str] = ()) -> str:
    """Return Markdown in another format."""
    found = pypandoc.convert_text(text, target, format=FORMAT, extra_args=options)
    return found.replace("\r\n", "\n").strip()


if __name__ == "__main__":
    for name in ADDONS:
        write(Path(name))
