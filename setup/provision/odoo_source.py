"""Where Odoo comes from: the first place that has it."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from . import cache, debian, official
from .console import Failure, fact, note, shout
from .requirements import SOURCE_SERIES

HOW = (
    "name a source tree with ODOO_SOURCE, or the address of an archive with"
    " ODOO_SOURCE_URL"
)


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
    if source := wanted():
        return announced(source)
    source = announced(newest())
    note(
        f"The addons are written for {SOURCE_SERIES}, which {official.why_not()}. They"
        f" are ported to {source.series} by rules, and the same tests run on both. For"
        f" {SOURCE_SERIES}, {HOW}."
    )
    return source


def find_all() -> list[Source]:
    """Return every series that can be had, for the tests; print what cannot.

    :raise Failure: there is none at all
    """
    sources = [source for source in (wanted(),) if source]
    if not sources:
        shout(f"Not tested on Odoo {SOURCE_SERIES}: it {official.why_not()}")
    try:
        sources.append(newest())
    except Failure as failure:
        if not sources:
            raise
        shout(f"Tested on Odoo {sources[0].series} alone: {failure}")
    return [announced(source) for source in sources]


def of_series(series: str) -> Source:
    """Return the Odoo of one series; print where it comes from.

    :raise Failure: it cannot be had
    """
    is_wanted = series == SOURCE_SERIES or "ODOO_SOURCE" in os.environ
    source = wanted() if is_wanted else newest()
    if not source:
        message = f"Odoo {SOURCE_SERIES} {official.why_not()}."
        raise Failure(message, f"{HOW.capitalize()}.")
    if source.series != series:
        message = f"Odoo {series} cannot be had here: {source.origin} is"
        raise Failure(f"{message} {source.series}.", f"Ask for that; or {HOW}.")
    return announced(source)


def announced(source: Source) -> Source:
    """Print which tree is used, and why that one."""
    fact("Odoo", f"{source.series}, {source.origin}")
    return source


def wanted() -> Source | None:
    """Return the first hit of: ODOO_SOURCE, whatever its series, the cache, download.

    :raise Failure: what is there is no Odoo
    """
    if named := os.environ.get("ODOO_SOURCE"):
        path = Path(named).expanduser().absolute()
        origin = f"{path} (ODOO_SOURCE)"
    else:
        path = cache.root() / f"odoo-{SOURCE_SERIES}"
        origin = str(path)
        if not path.exists() and not official.download(path):
            return None
    series = read_series(path)
    if not series or not named and series != SOURCE_SERIES:
        message = f"{origin} holds no Odoo {SOURCE_SERIES}: see odoo/release.py."
        raise Failure(message, f"Remove it, or {HOW}.")
    return Source(series, path, origin)


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
