"""The two simulated machines of the demo, in a process of their own.

Runs inside Odoo's virtual environment, with ``tests/`` on the path. Talks in lines
of JSON: for every line that it reads it writes the state of both machines; when
its input ends, so does it.
"""

import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from machines import Coffee1900, Coffee2900

TIME_ZONE = "Europe/Berlin"


def make(folder: Path) -> dict:
    """Return the machines by the names that people give them.

    :param folder: they keep their state there from run to run
    """
    return {
        "Kitchen": Coffee1900(
            seed=19, brews=2000, time_zone=TIME_ZONE, state=folder / "kitchen.json"
        ),
        "Canteen": Coffee2900(seed=29, brews=5000, state=folder / "canteen.json"),
    }


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
