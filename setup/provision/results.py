"""What came of the tests: read from the reports of both runners, added up."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from .cache import REPOSITORY
from .console import fact, say

BROWSERS = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
SAMPLES = "shared/samples"  # files of real machines, which are not ours to copy
NODE = ("node", "npm")
COLUMN = 32  # characters
NOTHING_COLLECTED = 5  # pytest's exit status


class Results(NamedTuple):
    """Outcome of one run.

    :param name: what was run, for people
    :param skipped: names of tests, each with the reason
    """

    name: str
    passed: int
    failed: int
    skipped: dict[str, str]


def of_pytest(name: str, report: Path, status: int) -> Results:
    """Read a report in JUnit's format.

    :param status: exit status of pytest; a bad one counts as a failure even where
        the report knows of none, as when a file cannot be imported
    """
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    failed = sum(bool({"failure", "error"} & {e.tag for e in case}) for case in cases)
    skipped = {
        f"{case.get('classname')}.{case.get('name')}": mark.get("message")
        for case in cases
        for mark in case.iter("skipped")
    }
    passed = len(cases) - failed - len(skipped)
    if status not in (0, NOTHING_COLLECTED):
        failed = max(failed, 1)
    return Results(name, passed, failed, skipped)


def of_odoo(name: str, log: str, status: int) -> Results:
    """Read the log of a run of Odoo with ``--test-enable``."""
    counts = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log)
    failures, errors, tests = map(int, counts[-1]) if counts else (0, 0, 0)
    skipped = dict(re.findall(r"skipped (\S+ \(.*?\)|\S+) : (.*)$", log, re.M))
    failed = failures + errors
    passed = max(tests - failed - len(skipped), 0)
    return Results(name, passed, max(failed, bool(status or not counts)), skipped)


def summarize(runs: Iterable[Results], lint: bool | None) -> bool:
    """Print the summary; its last line is the sum.

    :param lint: whether the linters were content, None: they did not run
    :return: whether all is well: nothing failed, nothing skipped without need
    """
    runs = list(runs)
    say()
    if lint is not None:
        say(f"{'Lint':<{COLUMN}} {'clean' if lint else 'FAILED'}")
    for run in runs:
        say(f"{run.name:<{COLUMN}} {run.passed} passed, {run.failed} failed")
    accepted = [
        report_skip(name, reason)
        for run in runs
        for name, reason in run.skipped.items()
    ]
    passed = sum(run.passed for run in runs)
    failed = sum(run.failed for run in runs)
    if not passed and not failed:
        say("No test ran.")
    say(f"\n{passed} passed, {failed} failed")
    return bool(passed) and not failed and all(accepted) and lint is not False


def report_skip(name: str, reason: str) -> bool:
    """Print what was skipped.

    :return: whether it may be: for want of what this machine does not have, and
        nothing in CI
    """
    excused = (
        "chrom" in reason.lower()
        and not any(map(shutil.which, BROWSERS))
        or "Node.js is missing" in reason
        and not all(map(shutil.which, NODE))
        or "pip could not get a package" in reason
        or SAMPLES in reason
        and not (REPOSITORY.parent / SAMPLES).is_dir()
    )
    accepted = excused and not os.environ.get("CI")
    fact("Skipped" if accepted else "SKIPPED", f"{name}: {reason}")
    return accepted
