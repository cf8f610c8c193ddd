"""Virtual environments in the cache, one for each set of requirements."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from . import cache, requirements
from .console import Failure, Step, from_output, step
from .odoo_source import Source

STAMP = "complete"  # a file written when everything is installed
TAIL = 12  # lines of pip's output worth showing after a failure


def environment(name: str, requirements: str, without_dependencies: str = "") -> Path:
    """Return the interpreter of a virtual environment that holds the requirements.

    Its folder carries a digest of them: a changed requirement makes a new one,
    an unchanged one calls neither pip nor the network.

    :param name: what it is for, such as ``odoo-17.0``
    :param requirements: the text of a requirements file
    :param without_dependencies: the same, for what is installed ``--no-deps``
    """
    version = "py%d.%d" % sys.version_info[:2]
    digest = cache.digest(requirements, without_dependencies)
    path = cache.folder("venv") / f"{name}-{version}-{digest}"
    if not (path / STAMP).exists():
        with cache.lock(f"venv-{name}-{version}"):
            if not (path / STAMP).exists():
                remove_older(path)
                build(path, name, requirements, without_dependencies)
    return path / "bin" / "python"


def for_odoo(source: Source) -> Path:
    """Return the interpreter that runs an Odoo, our addons and their tests."""
    return environment(
        f"odoo-{source.series}",
        requirements.for_odoo(source.path),
        requirements.oca_addons(source.series),
    )


def remove_older(path: Path) -> None:
    """Remove finished environments that this one replaces."""
    prefix = path.name.rpartition("-")[0]
    for other in path.parent.glob(f"{prefix}-????????????"):
        if other != path and (other / STAMP).exists():
            shutil.rmtree(other)


def build(path: Path, name: str, requirements: str, without_dependencies: str) -> None:
    """Create the environment, or go on with one that was interrupted."""
    if find_spec("ensurepip") is None:
        raise Failure(
            f"{sys.executable} cannot make virtual environments: it has no ensurepip.",
            "Install the package python%d.%d-venv, or another Python."
            % sys.version_info[:2],
        )
    with step("Python", f"packages for {name}") as line:
        python = path / "bin" / "python"
        if not (python.parent / "pip").exists():
            create(path)
        for text, options in (
            (requirements, []),
            (without_dependencies, ["--no-deps"]),
        ):
            if text.strip():
                listing = path / f"requirements{''.join(options)}.txt"
                listing.write_text(text)
                install(python, ["-r", str(listing), *options], line)
        (path / STAMP).touch()


def create(path: Path) -> None:
    """Create an empty environment."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        remedy = f"See that {sys.executable} can make virtual environments."
        raise from_output(f"python -m venv failed:\n{done.stdout}", done.stdout, remedy)


def install(python: Path, arguments: list[str], line: Step) -> None:
    """Run ``pip install``, drawing what it says as progress."""
    listing = Path(arguments[1]).read_text()
    total = 2 * len(listing.splitlines())  # each brings about one dependency along
    command = [python, "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    process = subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    output, seen = [], 0
    with process:
        for text in process.stdout:
            output.append(text)
            found = re.match(r"Collecting ([\w.-]+)", text)
            seen += bool(found)
            note = found.group(1) if found else text.strip()
            line.progress(seen, max(total, seen + 1), note)
    if process.returncode:
        raise explain(output)


def explain(output: list[str]) -> Failure:
    """Tell the usual reasons why pip fails from the lines that it printed."""
    errors = [line for line in output if line.startswith("ERROR:")]
    text = "".join(errors or output[-TAIL:]).strip()
    if any("Retrying" in line for line in output) or "No matching" in text:
        return Failure(
            f"pip could not get a package:\n{text}",
            "See that this machine reaches a Python package index (pip's own"
            " settings and proxies apply), then run the command again.",
        )
    remedy = "Set right what it says, then run the command again."
    return from_output(f"pip failed:\n{text}", text, remedy)
