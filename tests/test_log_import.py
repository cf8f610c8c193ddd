"""Memory of a server that imports a long log of a Coffee 1900 from a file.

A campaign imports a million lines, which takes some minutes; by default there are a few
pages.
"""

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from campaign import figure, repeats
from coffee_machines import Coffee1900, history
from coffee_machines.wire_1900.csv_log import csv_lines

pytestmark = pytest.mark.campaign

LINES = repeats(8_000, 1_000_000)
WARM = 5000  # lines after which everything is loaded that an import needs
GROWTH = 40  # MiB that a process may grow for other reasons
UPLOAD = """
env = env(user=env.ref("base.user_admin"))  # who presses the button then
content = open({path!r}, "rb").read()
attachment = env["ir.attachment"].create({{"name": "log.csv", "raw": content}})
upload = env["coffee.1900.upload"].create(
    {{"backend_id": {backend}, "attachment_ids": attachment.ids}}
)
result = upload.id
"""


def write_log(machine, path):
    """Write a log as the card of a machine has it."""
    brews = history.make_brews(
        7, LINES, list(machine.drinks.values()), list(machine.cards.values())
    )
    with open(path, "wb") as file:
        file.writelines(csv_lines(brews, ZoneInfo("Europe/Berlin"), machine.currency))


def memory(process):
    """Return the resident memory of a process in MiB (proc(5))."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def follow(odoo):
    """Yield lines read and MiB used, until the file is imported."""
    state, started, told = "running", time.monotonic(), 0
    while state in ("waiting", "running"):
        time.sleep(0.2)
        fields = ["count", "state"]
        (file,) = odoo.call("coffee.1900.file", "search_read", [], fields)
        state, used = file["state"], memory(odoo.server.process)
        if file["count"] >= told or state == "done":
            seconds, told = time.monotonic() - started, file["count"] + LINES // 20
            figure(f"{seconds:6.1f} s {file['count']:8} lines {used:4.0f} MiB")
        yield file["count"], used
    assert state == "done"


def test_given_long_log_when_server_imports_then_all_there_and_memory_flat(
    odoo, tmp_path
):
    path = tmp_path / "log.csv"
    with Coffee1900(seed=7, brews=1, drinks=5, cards=6) as machine:
        write_log(machine, path)
        with odoo.serving():
            backend = odoo.connect(machine)
            upload = odoo.shell(UPLOAD.format(path=str(path), backend=backend))
            odoo.call("coffee.1900.upload", "action_import", [upload])
            used = [used for count, used in follow(odoo) if count > WARM]
            odoo.wait_for_jobs()
            brews = odoo.call("coffee.brew", "search_count", [])

    assert brews == LINES
    assert max(used) < used[0] + GROWTH
