"""Which Python packages an Odoo series needs, and in which form pip takes them."""

import re
from pathlib import Path

from .cache import REPOSITORY

SOURCE_SERIES = "17.0"
TESTS = REPOSITORY / "test-requirements.txt"
DEBIAN = REPOSITORY / "setup" / "requirements-debian.txt"
PROJECT = REPOSITORY / "requirements.txt"

DROPPED = {"python-ldap"}  # needs a compiler; auth_ldap alone imports it
RENAMED = {"psycopg2": "psycopg2-binary"}  # needs a compiler
# The versions that Odoo asks for have no wheel on every Python that it runs on.
UNPINNED = {"gevent", "greenlet", "libsass", "psycopg2", "qrcode", "rjsmin"}
COMPANIONS = """
cachetools
setuptools<81
"""  # component imports cachetools; Odoo and OCA addons pkg_resources


def for_odoo(source: Path) -> str:
    """Return the requirements of an Odoo source tree and of the tests.

    The simulated machines are left out: they come from the checkout at hand, whatever
    checkouts share the environment (``Instance.import_path``).

    :param source: the folder that holds ``requirements.txt``; a Debian package
        has none, ours says then what it depends on
    """
    own = source / "requirements.txt"
    odoo = adapt(own.read_text()) if own.exists() else DEBIAN.read_text()
    ours = [line for line in lines(PROJECT) if not is_addon(line)]
    tests = [line for line in lines(TESTS) if not line.startswith("./")]
    return "\n".join((odoo, COMPANIONS, *ours, *tests))


def adapt(text: str) -> str:
    """Rewrite Odoo's own requirements so that they install without a compiler."""
    adapted = []
    for line in text.splitlines():
        requirement = line.partition("#")[0].strip()
        if not requirement:
            continue
        specification, _, marker = requirement.partition(";")
        name = re.match(r"[\w.-]+", specification).group().lower()
        if name in DROPPED:
            continue
        if name in UNPINNED:
            specification = RENAMED.get(name, name)
        parts = filter(None, (specification.strip(), marker.strip()))
        adapted.append(" ; ".join(parts))
    return "\n".join(adapted)


def oca_addons(series: str) -> str:
    """Return the OCA addons of a series: the pins, or the newest of another one."""
    addons = [line for line in lines(PROJECT) if is_addon(line)]
    if series != SOURCE_SERIES:
        addons = [f"{line.partition('==')[0]}=={series}.*" for line in addons]
    return "\n".join(addons)


def lines(path: Path) -> list[str]:
    """Return the requirements that a file lists."""
    text = path.read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def is_addon(requirement: str) -> bool:
    """Tell an OCA addon from a Python library."""
    return requirement.startswith("odoo-addon-")
