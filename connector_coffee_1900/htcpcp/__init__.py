# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTCPCP: where a pot is, what goes into the coffee, and what the pot answers."""

from .additions import Addition, AdditionsError, format_additions, parse_additions
from .answers import CannotBrew, OutOfStock, alternates, check, teapot
from .location import DEFAULT_POT, Location, parse_location
from .pot import Pot

__all__ = [
    "DEFAULT_POT",
    "Addition",
    "AdditionsError",
    "CannotBrew",
    "Location",
    "OutOfStock",
    "Pot",
    "alternates",
    "check",
    "format_additions",
    "parse_additions",
    "parse_location",
    "teapot",
]
