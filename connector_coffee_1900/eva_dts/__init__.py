# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""EVA-DTS, the audit format of vending machines: what it says, and what was sold.

Uses nothing of Odoo. ``read`` turns any bytes into :class:`Audit`; ``difference`` gives
the sales between the last audit of a machine and a new one. The standard is EVA-DTS 6.2
of the European Vending Association; "§" in this package refers to it.
"""

from .audit import (
    Audit,
    Counter,
    Crc,
    DeviceSales,
    Event,
    ListPrice,
    Machine,
    Payment,
    Problem,
    Product,
    SetCount,
    Totals,
)
from .crc import crc16
from .interpret import read
from .sales import CLOCK_SET, Outcome, SerialMismatch, State, check_serial, difference

__all__ = [
    "CLOCK_SET",
    "Audit",
    "Counter",
    "Crc",
    "DeviceSales",
    "Event",
    "ListPrice",
    "Machine",
    "Outcome",
    "Payment",
    "Problem",
    "Product",
    "SerialMismatch",
    "SetCount",
    "State",
    "Totals",
    "check_serial",
    "crc16",
    "difference",
    "read",
]
