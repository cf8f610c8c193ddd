"""Virtual environments in the cache, one for each set of requirements."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from . import cache, requirements
from .console import Failure, Step, call, step
from .odoo_source import Source

STAMP = "complete"  # a file written when everything is installed
VERSION = "%d.%d" % sys.version_info[:2]


def environment(name: str, requirements: str, without_dependencies: str = "") -> Path:
    """Return the interpreter of a virtual environment that holds the requirements.

    Its folder carries a digest of them: a changed requirement makes a new one,
    an unchanged one calls neither pip nor the network.

    :param name: what it is for, such as ``odoo-17.0``
    :param requirements: the text of a requirements file
    :param without_dependencies: the same, for what is installed ``--no-deps``
    """
    digest = cache.digest(requirements, without_dependencies)
    prefix = f"{name}-py{VERSION}-"
    path = cache.folder("venv") / f"{prefix}{digest}"
    if not (path / STAMP).exists():
        with cache.lock(f"venv-{prefix}"):
            for older in path.parent.glob(f"{prefix}????????????"):
                if older != path and (older / STAMP).exists():
                    shutil.rmtree(older)
            if not (path / STAMP).exists():
                with step("Python", f"packages for {name}") as line:
                    build(path, requirements, without_dependencies, line)
    return path / "bin" / "python"


def for_odoo(source: Source) -> Path:
    """Return the interpreter that runs an Odoo, our addons and their tests."""
    return environment(
        f"odoo-{source.series}",
        requirements.for_odoo(source.path),
        requirements.oca_addons(source.series),
    )


def build(path: Path, requirements: str, without: str, line: Step) -> None:
    """Create the environment, or go on with one that was interrupted."""
    if find_spec("ensurepip") is None:
        remedy = f"Install the package python{VERSION}-venv, or another Python."
        raise Failure(f"{sys.executable} has no ensurepip.", remedy)
    python = path / "bin" / "python"
    if not (python.parent / "pip").exists():
        call([sys.executable, "-m", "venv", "--clear", path], "python -m venv failed")
    for text, *options in ((requirements,), (without, "--no-deps")):
        if text.strip():
            listing = path / f"requirements{''.join(options)}.txt"
            listing.write_text(text)
            install(python, ["-r", listing, *options], line)
    (path / STAMP).touch()


def install(python: Path, arguments: list[object], line: Step) -> None:
    """Run ``pip install``, noting what it collects.

    :raise Failure: says whether pip could not get a package, or what else is wrong
    """
    command = [python, "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    notes = (line, r"Collecting ([\w.-]+)")
    try:
        call([*command, *arguments], "pip failed", notes=notes, env=environment)
    except Failure as failure:
        if "Retrying" in failure.output or "No matching" in failure.output:
            raise Failure(
                f"pip could not get a package: {failure}",
                "See that this machine reaches a Python package index (pip's own"
                " settings and proxies apply), then run the command again.",
            ) from failure
        raise
