"""What OCA's pre-commit configuration checks, and two checks of our own."""

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from . import cache, manifests, python, spellings
from .cache import REPOSITORY
from .console import say, step
from .instance import ADDONS, TEST_ADDONS

REQUIREMENTS = REPOSITORY / "setup" / "requirements-lint.txt"


def run(fix: bool = False) -> bool:
    """Run every check; print what those complain about that fail.

    :param fix: let the tools that can put right what they find
    :return: whether all are content
    """
    programs = python.environment("lint", REQUIREMENTS.read_text()).parent
    if fix:
        repair(programs)
    results = [check(name, call) for name, call in checks(programs).items()]
    return all(results)


def check(name: str, call: Callable[[], str]) -> bool:
    """Run one check.

    :param call: returns complaints; nothing if all is well
    """
    with step("Lint", name) as line:
        complaints = call()
        if complaints:
            line.result = "FAILED"
    if complaints:
        say(complaints.strip() + "\n")
    return not complaints


def checks(programs: Path) -> dict[str, Callable[[], str]]:
    """Return each check by its name."""
    addons = [name for name in ADDONS if (REPOSITORY / name).is_dir()]
    catalogs = [str(path) for path in files(".po", ".pot")]

    def tool(name: str, *arguments: str) -> Callable[[], str]:
        return lambda: call([programs / name, *arguments])

    return {
        "ruff": tool(
            "ruff", "check", "--no-cache", "--no-fix", "--output-format=concise", "."
        ),
        "ruff format": tool("ruff", "format", "--no-cache", "--check", "."),
        "pylint-odoo": tool("pylint", "--rcfile=.pylintrc", "--jobs=2", *addons),
        "oca-checks-odoo-module": tool("oca-checks-odoo-module", *addons),
        "oca-checks-po": tool("oca-checks-po", "--disable=po-pretty-format", *catalogs)
        if catalogs
        else str,
        "spellings that 17.0 knows": lambda: "\n".join(
            spellings.find(files(".py", ".xml"))
        ),
        "README.rst, index.html": lambda: readme(programs, "--check"),
        "requirements.txt": lambda: (
            "" if manifests.is_current() else "differs from the manifests: --fix"
        ),
    }


def readme(programs: Path, *options: str) -> str:
    """Run ``readme.py`` where pandoc is."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "setup")}
    command = [programs / "python", "-B", "-m", "provision.readme", *options, *ADDONS]
    return call(command, environment)


def call(command: Iterable[object], environment: dict | None = None) -> str:
    """Run a tool in the checkout; return what it prints if it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout or f"{done.args[0]} failed" if done.returncode else ""


def repair(programs: Path) -> None:
    """Rewrite the source as far as the tools know how."""
    call([programs / "ruff", "check", "--no-cache", "--fix", "."])
    call([programs / "ruff", "format", "--no-cache", "."])
    call([programs / "oca-checks-odoo-module", "--fix", *ADDONS])
    readme(programs)
    manifests.PROJECT.write_text(manifests.generate())


def files(*suffixes: str) -> list[Path]:
    """Return the files of addons that have one of the suffixes."""
    found = cache.files(*ADDONS, TEST_ADDONS)
    return [path for path in found if path.suffix in suffixes]
