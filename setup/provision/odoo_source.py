"""Where Odoo comes from: the first place that has it."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from . import cache, debian, official
from .console import Failure, fact, note, shout

WANTED = "17.0"  # the series that the addons are written for


class Source(NamedTuple):
    """A source tree of Odoo.

    :param series: such as ``17.0``
    :param path: the folder to import ``odoo`` from
    :param origin: how it was found, for people
    """

    series: str
    path: Path
    origin: str


def find() -> Source:
    """Return Odoo 17.0, or what has to stand in for it; print the choice.

    :raise Failure: there is neither
    """
    source = wanted()
    if source:
        announce(source)
        return source
    source = newest()
    announce(source)
    note(
        f"The addons are written for {WANTED}, which {official.why_not()}. They are"
        f" ported to {source.series} by rules, and the same tests run on both. For"
        f" {WANTED}, name a source tree with ODOO_SOURCE, or the address of an archive"
        " with ODOO_SOURCE_URL."
    )
    return source


def find_all() -> list[Source]:
    """Return every series that can be had, for the tests; print what cannot.

    :raise Failure: there is none at all
    """
    sources = [source for source in (wanted(),) if source]
    if not sources:
        shout(f"Not tested on Odoo {WANTED}: it {official.why_not()}")
    try:
        sources.append(newest())
    except Failure as failure:
        if not sources:
            raise
        shout(f"Tested on Odoo {sources[0].series} alone: {failure}")
    for source in sources:
        announce(source)
    return sources


def of_series(series: str) -> Source:
    """Return the Odoo of one series; print where it comes from.

    :raise Failure: it cannot be had
    """
    source = wanted() if series == WANTED or "ODOO_SOURCE" in os.environ else newest()
    if not source:
        raise Failure(
            f"Odoo {WANTED} {official.why_not()}.",
            "Name a source tree with ODOO_SOURCE, or an address of an archive with"
            " ODOO_SOURCE_URL.",
        )
    if source.series != series:
        raise Failure(
            f"Odoo {series} cannot be had here: Debian packages {source.series}.",
            f"Ask for {source.series}, or name a source tree with ODOO_SOURCE.",
        )
    announce(source)
    return source


def announce(source: Source) -> None:
    """Print which tree is used, and why that one."""
    fact("Odoo", f"{source.series}, {source.origin}")


def wanted() -> Source | None:
    """Return the first hit of: ODOO_SOURCE, the cache, the official download."""
    named = os.environ.get("ODOO_SOURCE")
    if named:
        return from_environment(Path(named).expanduser().absolute())
    path = cache.root() / f"odoo-{WANTED}"
    if not path.exists():
        path = official.download(path)
    if not path:
        return None
    if read_series(path) != WANTED:
        raise Failure(f"{path} is not Odoo {WANTED}.", "Remove it and try again.")
    return Source(WANTED, path, f"{path}")


def from_environment(path: Path) -> Source:
    """Return the tree that ODOO_SOURCE names, whatever its series."""
    series = read_series(path)
    if not series:
        raise Failure(
            f"ODOO_SOURCE={path} holds no Odoo: there is no odoo/release.py.",
            "Name the folder of an Odoo source tree, or unset ODOO_SOURCE.",
        )
    return Source(series, path, f"{path} (ODOO_SOURCE)")


def newest() -> Source:
    """Return the Odoo that Debian's unstable suite packages."""
    prefix = debian.unpacked()
    path = prefix / debian.PYTHON
    version = (prefix / debian.RECORD).read_text().split()[1]
    return Source(read_series(path), path, f"Debian's package {version}, in {prefix}")


def read_series(path: Path) -> str | None:
    """Return the series of a source tree, None where there is no Odoo."""
    release = path / "odoo" / "release.py"
    if not release.exists():
        return None
    version = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    return "{}.{}".format(*version.groups())
