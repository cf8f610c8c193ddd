# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Start a machine alone, from a shell, to play with it."""

import argparse
import random
import signal
import sys
import threading
from datetime import datetime, timedelta, timezone

from .faults import KINDS, Fault
from .machine import OutOfSomething
from .simulator import Simulator


def parser(cls: type[Simulator]) -> argparse.ArgumentParser:
    """Return the options that both machines have."""
    found = argparse.ArgumentParser(
        prog=f"python -m coffee_machines.coffee_{cls.version}",
        description=f"Simulate a Coffee {cls.version} until Ctrl-C.",
        epilog="A fault is KIND[,NAME=VALUE…], for example "
        "'status,path=/brews,status=503,times=3' or 'hang,method=POST,seconds=30'. "
        f"Kinds: {', '.join(KINDS)}; see machines/faults.py.",
    )
    add = found.add_argument
    add("--port", type=int, default=0, help="default: a free one")
    add("--seed", type=int, default=0, help="same seed, same history")
    add("--brews", type=int, default=1000, help="lines in the log (1000)")
    add("--drinks", type=int, default=12, help="drinks on the menu (12)")
    add("--cards", type=int, default=40, help="badge holders (40)")
    add("--until", help="end of the history, for example 2026-06-30T18:00")
    add("--state", metavar="FILE", help="keep the state there from run to run")
    add("--username", help="what a client has to know")
    add("--password")
    add("--clock-offset", type=float, default=0, metavar="SECONDS")
    add("--press", type=float, metavar="SECONDS", help="somebody pours so often")
    add("--fault", action="append", default=[], help="may be repeated, see below")
    add("--log", action="store_true", help="print every request")
    return found


def fault(text: str) -> Fault:
    """Return the fault that an option describes; it stays on unless `times` says."""
    kind, *settings = text.split(",")
    values = {"times": None}
    for setting in settings:
        name, _, value = setting.partition("=")
        number = name in ("times", "after", "status")
        values[name] = (
            int(value) if number else float(value) if name == "seconds" else value
        )
    return Fault(kind, **values)


def arguments(options: argparse.Namespace) -> dict:
    """Return the options as arguments of a simulator."""
    values = {
        name: getattr(options, name)
        for name in ("port", "seed", "brews", "drinks", "cards", "state")
    }
    for name in ("username", "password"):
        if getattr(options, name) is not None:
            values[name] = getattr(options, name)
    if options.until:
        until = datetime.fromisoformat(options.until)
        values["until"] = until.replace(tzinfo=until.tzinfo or timezone.utc)
    if options.clock_offset:
        offset = timedelta(seconds=options.clock_offset)
        values["clock"] = lambda: datetime.now(timezone.utc) + offset
    return values


def run(machine: Simulator, options: argparse.Namespace, hint: str) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: done.set())
    for text in options.fault:
        machine.faults.add(fault(text))
    with machine:
        print(f"Coffee {machine.version}, serial {machine.serial}")
        print(f"location  {machine.location}")
        print(f"user      {machine.username or '(none)'}")
        print(f"password  {machine.password or '(none)'}")
        print(f"drinks    {len(machine.drinks)}, brews {len(machine.brews)}")
        print(hint.format(machine=machine), flush=True)
        while not done.wait(options.press or 0.2):
            if options.press:
                press(machine)
            if options.log:
                print_requests(machine)
    print("stopped")


def press(machine: Simulator) -> None:
    """Press a random button; refill what is used up."""
    drink = random.choice(list(machine.drinks.values()))
    try:
        brew = machine.pour(drink.id)
        print(f"{drink.name} poured, seq {brew.seq}", flush=True)
    except OutOfSomething as err:
        print(f"{err}: refilled", flush=True)
        machine.refill()


def print_requests(machine: Simulator) -> None:
    """Print the requests since the last call."""
    while machine.requests:
        request = machine.requests.popleft()
        print(request.status or "---", request.method, request.target, flush=True)


def start(make, options: argparse.Namespace, hint: str) -> None:
    """Make the machine and run it; say in a sentence what prevents that.

    :param make: callable that returns the simulator
    """
    try:
        run(make(), options, hint)
    except (OSError, TypeError, ValueError) as err:
        sys.exit(f"error: {err}")
