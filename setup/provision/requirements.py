"""Which Python packages a series needs: what manifests and files say, as pip takes it.

As a program, writes requirements.txt of the current folder.
"""

import ast
import re
from pathlib import Path

from .cache import REPOSITORY

SOURCE_SERIES = "17.0"  # the series that the addons are written for
ADDONS = ("connector_coffee", "connector_coffee_1900", "connector_coffee_2900")
TEST_ADDONS = Path("tests", "addons")  # stand for those of third parties
TESTS = REPOSITORY / "test-requirements.txt"
DEBIAN = REPOSITORY / "setup" / "requirements-debian.txt"
PROJECT = REPOSITORY / "requirements.txt"
HEADER = "# generated from manifests; the pins of addons are chosen by hand"

DROPPED = {"python-ldap"}  # needs a compiler; auth_ldap alone imports it
RENAMED = {"psycopg2": "psycopg2-binary"}  # needs a compiler
# The versions that Odoo asks for have no wheel on every Python that it runs on.
UNPINNED = {"gevent", "greenlet", "libsass", "psycopg2", "qrcode", "rjsmin"}
COMPANIONS = ("cachetools", "setuptools<81")  # of component; pkg_resources of OCA


def for_odoo(source: Path) -> str:
    """Return the requirements of an Odoo source tree and of the tests.

    The simulated machines are left out: they come from the checkout at hand, whatever
    checkouts share the environment (``Instance.environment``).

    :param source: the folder that holds ``requirements.txt``; a Debian package
        has none, ours says then what it depends on
    """
    own = source / "requirements.txt"
    odoo = adapt(own.read_text()) if own.exists() else DEBIAN.read_text()
    ours = [line for line in lines(PROJECT) if not is_addon(line)]
    tests = [line for line in lines(TESTS) if not line.startswith("./")]
    return "\n".join((odoo, *COMPANIONS, *ours, *tests))


def adapt(text: str) -> str:
    """Rewrite Odoo's own requirements so that they install without a compiler."""
    adapted = []
    for line in text.splitlines():
        requirement = line.partition("#")[0].strip()
        specification, _, marker = map(str.strip, requirement.partition(";"))
        name = re.match(r"[\w.-]*", specification).group().lower()
        if name in UNPINNED:
            specification = RENAMED.get(name, name)
        if name and name not in DROPPED:
            adapted.append(" ; ".join(filter(None, (specification, marker))))
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


def manifest(addon: Path) -> dict:
    """Return what an addon says of itself."""
    return ast.literal_eval((addon / "__manifest__.py").read_text())


def generate(folder: Path) -> str:
    """Return the text of requirements.txt for the addons in a folder."""
    needed = {
        line
        for name in ADDONS
        for line in manifest(folder / name)["external_dependencies"]["python"]
    }
    pins = [line for line in lines(folder / PROJECT.name) if is_addon(line)]
    return "\n".join([HEADER, *sorted(needed), *pins, ""])


if __name__ == "__main__":
    Path(PROJECT.name).write_text(generate(Path()))
