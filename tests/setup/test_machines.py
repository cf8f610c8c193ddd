"""The addons' own tests need no more than what pip installs."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from provision import python
from provision.cache import REPOSITORY
from provision.console import Failure, Step
from provision.instance import MACHINES
from provision.requirements import ADDONS, TEST_ADDONS

ASK = """
import coffee_machines, pathlib, requests
with coffee_machines.Coffee2900() as machine:
    status = requests.get(f"{machine.location}/v1/drinks", timeout=5).status_code
print(status, pathlib.Path(coffee_machines.__file__).parent)
"""


def test_given_package_when_installed_by_pip_then_a_machine_answers(tmp_path):
    listing, target = tmp_path / "requirements.txt", tmp_path / "site"
    listing.write_text(str(REPOSITORY / MACHINES))
    options = ["-r", str(listing), "--no-deps", "--target", str(target)]
    try:
        python.install(Path(sys.executable), options, Step("Python", "machines"))
    except Failure as failure:
        pytest.skip(str(failure))

    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"PYTHONPATH": str(target)},
        cwd="/",
        stdout=subprocess.PIPE,
        text=True,
    )

    assert done.stdout.split() == ["401", str(target / "coffee_machines")]


def test_given_tests_of_addons_when_read_then_they_import_nothing_of_this_checkout():
    ours = {path.stem for path in (REPOSITORY / "tests").glob("*.py")}
    ours |= {"provision", "tests", "setup"}

    imported = {
        name.partition(".")[0]
        for addon in (*ADDONS, *(REPOSITORY / TEST_ADDONS).iterdir())
        for path in (REPOSITORY / addon / "tests").rglob("*.py")
        for name in imports(path)
    }

    assert "coffee_machines" in imported
    assert not imported & ours


def imports(path):
    """Yield the names of the modules that a file imports, but for relative ones."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
