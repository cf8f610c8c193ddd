# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The pots of a Coffee 1900."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..records import Brew


@dataclass
class Pot:
    """One pot; a teapot takes part in the protocol and pours no coffee.

    `drink_id` is what it pours when nobody says which drink.
    """

    name: str  # pot-0
    teapot: bool = False
    drink_id: str | None = None
    brewing: Brew | None = None
    milk: bool = False  # being poured right now


def make_pots(kinds: Iterable[str]) -> dict[str, Pot]:
    """Return pots by name; a kind is coffee or teapot."""
    return {
        f"pot-{number}": Pot(f"pot-{number}", teapot=kind == "teapot")
        for number, kind in enumerate(kinds)
    }


def alternates(pots: Iterable[Pot]) -> str:
    """Return the `Alternates` header (RFC 7168 §2.1.1, RFC 2295 §8.3)."""
    return ", ".join(
        f'{{"/{pot.name}" {{type message/{"teapot" if pot.teapot else "coffeepot"}}}}}'
        for pot in pots
    )
