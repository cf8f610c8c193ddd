# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""EVA-DTS, the audit format of vending machines: read it, write it, and what was sold.

Free of Odoo. ``read`` turns any bytes into :class:`Audit`; ``difference`` gives the
sales between the last audit of a machine and a new one; ``render`` writes an audit.
The standard is EVA-DTS 6.2 of the European Vending Association; "§" in this package
refers to it.
"""

from .audit import (
    Audit,
    Crc,
    Event,
    ListPrice,
    Machine,
    Problem,
    Product,
    SetCount,
)
from .counters import Counter, DeviceSales, Payment, Tally, Totals
from .outcome import Finding, Outcome, Sale, SerialMismatch
from .reader import read
from .sales import check_serial, difference
from .state import State, dump, load
from .writer import frame, render, segment

__all__ = [
    "Audit",
    "Counter",
    "Crc",
    "DeviceSales",
    "Event",
    "Finding",
    "ListPrice",
    "Machine",
    "Outcome",
    "Payment",
    "Problem",
    "Product",
    "Sale",
    "SerialMismatch",
    "SetCount",
    "State",
    "Tally",
    "Totals",
    "check_serial",
    "difference",
    "dump",
    "frame",
    "load",
    "read",
    "render",
    "segment",
]
