"""The summary is honest: what did not pass is said, and fails."""

import pytest

from provision import results
from provision.results import Results

REPORT = """
<testsuites><testsuite>
<testcase classname="TestA" name="test_one"/>
<testcase classname="TestA" name="test_two"><failure message="no"/></testcase>
<testcase classname="TestA" name="test_three"><skipped message="Chrome ..."/></testcase>
</testsuite></testsuites>
"""


def test_given_report_when_of_pytest_then_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)

    found = results.of_pytest("17.0", report, status=1)

    assert found == Results("17.0", 1, 1, {"TestA.test_three": "Chrome ..."})


def test_given_no_report_when_of_pytest_then_failed(tmp_path):
    found = results.of_pytest("17.0", tmp_path / "missing.xml", status=4)

    assert (found.passed, found.failed) == (0, 1)


def test_given_log_when_of_odoo_then_counted():
    log = "... odoo.tests.result: 1 failed, 2 error(s) of 12 tests when loading ...\n"

    assert results.of_odoo("17.0", log, status=1) == Results("17.0", 9, 3, {})


def test_given_no_test_in_log_when_of_odoo_then_failed():
    assert results.of_odoo("17.0", "nothing", status=0).failed == 1


@pytest.mark.parametrize(
    ("runs", "lint", "well"),
    [
        ([Results("17.0", 3, 0, {})], True, True),
        ([Results("17.0", 3, 0, {})], None, True),
        ([Results("17.0", 3, 0, {})], False, False),
        ([Results("17.0", 3, 0, {}), Results("19.0", 2, 1, {})], True, False),
        ([Results("17.0", 0, 0, {})], True, False),
        ([Results("17.0", 3, 0, {"test_x": "not today"})], True, False),
        ([Results("17.0", 3, 0, {"test_x": "no ../shared/samples"})], True, True),
    ],
)
def test_given_runs_when_summarize_then_last_line_adds_up(
    capsys, monkeypatch, tmp_path, runs, lint, well
):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(results, "REPOSITORY", tmp_path / "checkout")

    assert results.summarize(runs, lint) is well

    passed, failed = sum(run.passed for run in runs), sum(run.failed for run in runs)
    last_line = capsys.readouterr().out.splitlines()[-1]
    assert last_line == f"{passed} passed, {failed} failed"


@pytest.mark.parametrize(("ci", "well"), [("", True), ("true", False)])
def test_given_no_browser_when_tour_skipped_then_only_ci_minds(monkeypatch, ci, well):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    run = Results("17.0", 3, 0, {"test_tour": "Chrome executable not found"})

    assert results.summarize([run], None) is well


@pytest.mark.parametrize(("ci", "well"), [("", True), ("true", False)])
def test_given_no_node_when_mock_skipped_then_only_ci_minds(monkeypatch, ci, well):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    run = Results("17.0", 3, 0, {"test_mock": "Node.js is missing: install node"})

    assert results.summarize([run], None) is well


@pytest.mark.parametrize(("ci", "well"), [("", True), ("true", False)])
def test_given_no_index_when_package_missing_then_only_ci_minds(monkeypatch, ci, well):
    monkeypatch.setenv("CI", ci)
    run = Results("17.0", 3, 0, {"test_tea": "pip could not get a package: tea"})

    assert results.summarize([run], None) is well
