# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Simulated coffee machines on real loopback sockets, for tests and the demo.

    with Coffee2900(seed=7, brews=5000) as machine:
        machine.location, machine.username, machine.password
        machine.faults.add(Fault("status", path="/brews", status=503))
        machine.pour("0")

The machines are imported when they are asked for, so that
`python -m coffee_machines.coffee_2900` does not import its own module twice.
"""

from importlib import import_module

from .faults import Fault

HOMES = {
    "Coffee1900": "coffee_1900",
    "Coffee2900": "coffee_2900",
    "Coffee3900": "coffee_3900",
}

__all__ = ["Coffee1900", "Coffee2900", "Coffee3900", "Fault"]


def __getattr__(name: str):
    """Import a machine on demand (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)
