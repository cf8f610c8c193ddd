# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a coffee machine knows, as typed records without a wire format.

Money is an integer in minor units (cents) of the machine's one currency;
every time is an aware datetime in UTC.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Drink:
    """A drink on the menu; `recipe` maps a consumable's code to what it takes."""

    id: str
    selection: int
    names: dict[str, str]
    price: int
    additions: tuple[str, ...]
    recipe: dict[str, int]
    updated_at: datetime
    available: bool = True
    revision: int = 1

    @property
    def name(self) -> str:
        """Return the name in the machine's first language."""
        return next(iter(self.names.values()))

    @property
    def etag(self) -> str:
        """Return the entity tag, with its quotes, as it goes into `If-Match`."""
        return entity_tag("drink", self.id, self.revision)


@dataclass(slots=True)
class Card:
    """A badge and its holder."""

    uid: str
    name: str
    updated_at: datetime
    email: str | None = None
    company: str | None = None
    credit: int = 0
    active: bool = True
    revision: int = 1

    @property
    def etag(self) -> str:
        """Return the entity tag, with its quotes, as it goes into `If-Match`."""
        return entity_tag("card", self.uid, self.revision)


@dataclass(slots=True)
class Brew:
    """One coffee.

    `seq` is its place in the sales log, None while it is being brewed;
    `payment` is cash, cashless, token, free or test; `result` is brewing,
    poured or failed; `price` is what was paid, 0 for what was free or failed.
    """

    id: str
    seq: int | None
    drink_id: str
    selection: int
    additions: tuple[str, ...]
    price: int
    payment: str
    card: str | None
    started_at: datetime
    duration: int = 0  # seconds
    result: str = "poured"


@dataclass(slots=True)
class Level:
    """How much of a consumable is left."""

    code: str
    name: str
    level: int
    capacity: int
    unit: str
    minimum: int


@dataclass(slots=True)
class Alert:
    """Something that a person should look at; `cleared_at` is None while it is."""

    id: str
    code: str
    severity: str  # info, warning or error
    message: str
    since: datetime
    cleared_at: datetime | None = None


@dataclass(slots=True)
class Event:
    """Something that happened; `data` says to what, never what it is like now."""

    id: int
    type: str
    at: datetime
    data: dict[str, str] = field(default_factory=dict)


def entity_tag(kind: str, key: str, revision: int) -> str:
    """Return an opaque entity tag that moves with every revision."""
    text = f"{kind}/{key}/{revision}".encode()
    return f'"{hashlib.sha256(text).hexdigest()[:16]}"'
