# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`python -m coffee_machines.coffee_2900` and its older sister."""

import os
import re
import signal
import subprocess
import sys

import pytest
import requests

from coffee_machines.command import fault

MODULES = ["coffee_machines.coffee_1900", "coffee_machines.coffee_2900"]


def start(module, *options):
    return subprocess.Popen(
        [sys.executable, "-m", module, *options],
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize("module", MODULES)
def test_given_help_when_asked_then_every_option_is_explained(module):
    process = start(module, "--help")

    text, _ = process.communicate(timeout=20)

    assert process.returncode == 0
    for option in ("--seed", "--state", "--fault", "--press", "drop_answer"):
        assert option in text


@pytest.mark.parametrize("module", MODULES)
def test_given_machine_when_terminated_then_it_stops_by_itself(module):
    process = start(module, "--brews", "5", "--press", "0.05", "--log")
    lines = iter(process.stdout.readline, "")
    location = next(line.split()[1] for line in lines if line.startswith("location"))
    port = re.search(r":(\d+)", location)[1]

    answer = requests.get(f"http://127.0.0.1:{port}/", timeout=5)
    next(line for line in lines if "poured, seq" in line)
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)

    assert answer.status_code in (300, 404)
    assert process.returncode == 0
    assert rest.endswith("stopped\n")


def test_given_port_taken_when_started_then_a_sentence():
    first = start("coffee_machines.coffee_2900")
    lines = iter(first.stdout.readline, "")
    location = next(line.split()[1] for line in lines if line.startswith("location"))

    second = start("coffee_machines.coffee_2900", "--port", location.rpartition(":")[2])
    text, _ = second.communicate(timeout=20)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=20)

    assert second.returncode == 1
    assert re.match(r"error: .*Address already in use", text)


def test_given_text_when_read_then_fault():
    found = fault("status,path=/brews,status=429,times=2")

    assert (found.kind, found.path, found.status, found.times) == (
        "status",
        "/brews",
        429,
        2,
    )
