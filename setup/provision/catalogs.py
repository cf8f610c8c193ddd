"""The catalogs of an addon: a template, and a translation for each language.

polib is in Odoo's virtual environment.
"""

from pathlib import Path

import polib

from .cache import REPOSITORY

LANGUAGES = {  # to the rule for plural forms, in the words of gettext
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date")  # would change every file
PROJECT = "Project-Id-Version"


def template(exported: Path, target: Path) -> polib.POFile:
    """Write an exported template without what differs from run to run."""
    catalog = polib.pofile(str(exported))
    for name in VOLATILE:
        catalog.metadata.pop(name, None)
    catalog.metadata[PROJECT] = catalog.metadata[PROJECT].partition("-")[0]
    catalog.save(str(target))
    return catalog


def update(path: Path, language: str, source: polib.POFile) -> polib.POFile:
    """Merge a template into the catalog of a language, made at need."""
    if path.exists():
        catalog = polib.pofile(str(path))
    else:
        catalog = polib.POFile()
        forms = {"Language": language, "Plural-Forms": LANGUAGES[language]}
        catalog.metadata = {**source.metadata, **forms}
        catalog.header = source.header
    catalog.merge(source)
    for entry in catalog.obsolete_entries():
        catalog.remove(entry)
    order = {entry.msgid: position for position, entry in enumerate(source)}
    catalog.sort(key=lambda entry: order[entry.msgid])
    catalog.save(str(path))
    return catalog


def merge(addon: str, exported: Path) -> str:
    """Bring the catalogs of an addon up to date; return how complete they are."""
    folder = REPOSITORY / addon / "i18n"
    folder.mkdir(exist_ok=True)
    source = template(exported, folder / f"{addon}.pot")
    found = [f"{len(source)} terms"]
    for language in LANGUAGES:
        catalog = update(folder / f"{language}.po", language, source)
        found.append(f"{language} {catalog.percent_translated()} %")
    return ", ".join(found)
