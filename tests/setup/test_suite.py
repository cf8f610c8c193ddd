"""Arguments of pytest reach the addons in the form of each series."""

from pathlib import Path

import pytest

from provision import cache, suite, test, workers
from provision.instance import Instance
from provision.odoo_source import Source
from provision.requirements import ADDONS

TEST = "connector_coffee/tests/common.py"
OTHER = "tests/addons/connector_coffee_2950/tests/test_version.py"


def instance(addons, wide=False):
    """Return an instance that only knows where its addons are."""
    return Instance(Source("19.0", Path(), ""), Path(), Path(addons), {}, wide)


@pytest.fixture(autouse=True)
def in_checkout(monkeypatch):
    """Name paths as a person does who stands in the checkout."""
    monkeypatch.chdir(cache.REPOSITORY)


def test_given_test_of_addon_when_targets_then_in_the_copy():
    found = suite.targets(instance("/copy"), ["-x", f"{TEST}::TestA::test_b"])

    assert found == ["-x", f"/copy/{TEST}::TestA::test_b"]


def test_given_test_beside_addons_when_targets_then_in_the_checkout():
    found = suite.targets(instance("/copy"), ["tests/setup", "-k", "port"])

    assert found == ["-k", "port", str(cache.REPOSITORY / "tests" / "setup")]


def test_given_test_of_other_addon_when_targets_then_only_where_it_is_installed():
    assert suite.targets(instance("/copy"), [OTHER]) == []
    assert suite.targets(instance("/copy", wide=True), [OTHER]) == [f"/copy/{OTHER}"]


def test_given_no_path_when_targets_then_everything_once():
    own = suite.targets(instance(cache.REPOSITORY), ["-q"])
    others = suite.targets(instance(cache.REPOSITORY, wide=True), ["-q"])

    assert own[0] == others[0] == "-q"
    assert str(cache.REPOSITORY / "connector_coffee_2900" / "tests") in own
    assert f"--ignore={cache.REPOSITORY / 'tests' / 'addons'}" in own
    assert others[1:] == [str(cache.REPOSITORY / "tests" / "addons")]


def test_given_addons_beside_when_targets_then_the_addons_own_tests_alone():
    beside = instance(cache.REPOSITORY)._replace(beside=("account", "stock"))

    found = suite.targets(beside, ["-q"])

    options = ["-q", *suite.distribution(beside)]
    own = [f"{cache.REPOSITORY / addon}/tests" for addon in ADDONS]
    assert found == [*options, *own]
    assert suite.name(beside) == "19.0 beside account, stock"


def test_given_beside_when_parsed_then_names_and_the_rest_for_pytest():
    options, rest = test.parse(["--beside", "account,stock", "-k", "pour"])

    assert options.beside == ("account", "stock")
    assert rest == ["-k", "pour"]


def test_given_files_that_begin_first_when_looked_for_then_each_is_there():
    found = {path.stem for path in cache.REPOSITORY.glob("**/tests/**/test_*.py")}

    assert set(workers.LONG) <= found
