"""The two simulated machines of the demo, in a process of their own.

Runs inside Odoo's virtual environment, with the machines on the path. Talks in lines
of JSON: for every line that it reads it writes the state of both machines; when
its input ends, so does it.
"""

import json
import signal
import sys
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from coffee_machines import Coffee1900, Coffee2900

TIME_ZONE = "Europe/Berlin"
USED = {"beans": 2700, "milk": 1200, "chocolate": 1400, "cups": 410}  # what is left


def make(folder: Path) -> dict:
    """Return the machines by the names that people give them.

    :param folder: they keep their state there from run to run
    """
    until = installed_at(folder)
    kitchen = Coffee1900(
        seed=19,
        brews=2000,
        until=until,
        time_zone=TIME_ZONE,
        state=folder / "kitchen.json",
    )
    canteen = Coffee2900(
        seed=29, brews=5000, until=until, state=folder / "canteen.json"
    )
    for code, left in USED.items():
        canteen.set_level(code, left)
    return {"Kitchen": kitchen, "Canteen": canteen}


def installed_at(folder: Path) -> datetime:
    """Return when the demo began, where the machines are.

    The last coffee of the history was just before, if the office was open.
    """
    path = folder / "installed_at"
    if not path.exists():
        path.write_text(datetime.now(timezone.utc).isoformat(timespec="seconds"))
    began = datetime.fromisoformat(path.read_text())
    return began.astimezone(ZoneInfo(TIME_ZONE))


def describe(name: str, machine) -> dict:
    """Return what a person has to know to connect a machine, and what is in it."""
    return {
        "name": name,
        "version": machine.version,
        "location": machine.location,
        "username": machine.username or False,
        "password": machine.password or False,
        "tz": TIME_ZONE,
        "drinks": len(machine.drinks),
        "brews": len(machine.brews),
    }


def serve(folder: Path) -> None:
    """Switch the machines on until the input ends."""
    machines = make(folder)
    with ExitStack() as running:
        for machine in machines.values():
            running.enter_context(machine)
        for _line in sys.stdin:
            print(
                json.dumps([describe(*pair) for pair in machines.items()]), flush=True
            )


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this
    serve(Path(sys.argv[1]))
