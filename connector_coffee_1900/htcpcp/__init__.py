# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTCPCP: where a pot is, what goes into the coffee, and what the pot answers."""

from .additions import Addition, AdditionsError
from .answers import Answer, CannotBrew, OutOfStock
from .location import Location
from .pot import Pot

__all__ = [
    "Addition",
    "AdditionsError",
    "Answer",
    "CannotBrew",
    "Location",
    "OutOfStock",
    "Pot",
]
