# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The Coffee 2900 against its OpenAPI document, by tools that we did not write."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate

from campaign import repeats
from coffee_machines import Coffee2900
from coffee_machines.client import Client2900

ADDONS = Path(__file__).resolve().parent.parent
DOCUMENT = ADDONS / "connector_coffee_2900/static/openapi/coffee-2900.yaml"
EXAMPLES = repeats(5, 200)  # per operation and phase

# What a machine may well answer to a request that follows the document: the
# record, cursor or entity tag that was made up does not exist, the machine
# counts in another currency, the client secret is wrong.
CONFIG = """\
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "410", "412", "422"]
"""
# schemathesis streams with read1, which the urllib3 of Odoo 17 does not have
RUN = """
from urllib3.response import HTTPResponse
if not hasattr(HTTPResponse, "read1"):
    HTTPResponse.read1 = lambda self, amt=None, **options: self.read(amt, **options)
from schemathesis.cli import schemathesis
schemathesis()
"""


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


def test_given_document_when_validated_then_it_is_openapi_3_1(document):
    validate(document)

    assert document["openapi"].startswith("3.1.")


def test_given_document_when_compared_then_it_names_every_route(document):
    documented = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path.removeprefix("/v1/")))
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }

    served = {
        (route.method, "/".join("{}" if part is None else part for part in route.path))
        for route in Coffee2900.routes()
    }

    assert documented == served


def test_given_document_when_compared_then_it_names_every_status_of_the_contract(
    document,
):
    statuses = {
        status
        for methods in document["paths"].values()
        for name, operation in methods.items()
        if name != "parameters"
        for status in operation["responses"]
    }

    errors = "400 401 403 404 409 410 412 415 422 429 503"
    assert statuses == {"200", "201", "202", "204", *errors.split()}


@pytest.mark.campaign
def test_given_machine_when_fuzzed_by_schemathesis_then_no_failure(tmp_path):
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG, encoding="utf-8")
    with Coffee2900(seed=7, brews=200, endless=True) as machine:
        machine.webhook.hold()  # it is told addresses that are not ours
        machine.stream_seconds = 0
        token = Client2900(machine).session.headers["Authorization"]
        command = [sys.executable, "-c", RUN, "--config-file", str(config), "run"]
        command += [str(DOCUMENT), "--url", machine.location, "--checks", "all"]
        command += ["-H", f"Authorization: {token}", "--max-examples", str(EXAMPLES)]
        command += ["--seed", "1", "--generation-database", "none", "--no-color"]
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=300, cwd=tmp_path
        )

    report = run.stdout + run.stderr
    assert run.returncode == 0, report[-8000:]
    generated, passed = re.search(r"(\d+) generated, (\d+) passed", report).groups()
    assert int(generated) == int(passed) > 20 * EXAMPLES
    assert re.search(r"Stateful .*\n[\s\S]*API Links: +\d+ covered", report)
