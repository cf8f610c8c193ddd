"""Programs out of npm's registry, in the cache."""

import shutil
from pathlib import Path

from . import cache
from .console import Failure, call, step

MISSING = "Node.js is missing: install node and npm"
INSTALL = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix")


def is_possible() -> bool:
    """Tell whether this machine has Node.js and its package manager."""
    return bool(shutil.which("node") and shutil.which("npm"))


def programs(*packages: str) -> Path:
    """Return the folder of the programs that packages bring.

    :param packages: each with its version, such as ``prettier@2.7.1``
    :raise Failure: there is no Node.js, or npm cannot get them
    """
    if not is_possible():
        raise Failure(f"{MISSING}.", "They are packages of Debian: nodejs, npm.")
    target = cache.folder("node") / cache.digest(*packages)
    with cache.lock("node"):
        if not target.exists():
            with step("Node.js", ", ".join(packages)), cache.building(target) as folder:
                call([*INSTALL, folder, *packages], "npm failed")
    return target / "node_modules" / ".bin"
