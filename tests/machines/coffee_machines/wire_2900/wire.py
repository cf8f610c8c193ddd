# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How records look on the wire."""

from datetime import datetime
from typing import Any

from ..records import Alert, Brew, Card, Drink, Level


def time_text(value: datetime | None) -> str | None:
    """Return RFC 3339 in UTC with `Z`."""
    return value and value.isoformat().replace("+00:00", "Z")


def money(amount: int, currency: str) -> dict[str, Any]:
    """Return an amount in minor units."""
    return {"amount": amount, "currency": currency}


def drink(record: Drink, currency: str, language: str) -> dict[str, Any]:
    """Return a drink, named in the language, else in the machine's first."""
    return {
        "id": record.id,
        "name": record.names.get(language, record.name),
        "selection": record.selection,
        "price": money(record.price, currency),
        "additions": list(record.additions),
        "available": record.available,
        "updated_at": time_text(record.updated_at),
        "etag": record.etag,
    }


def card(record: Card, currency: str) -> dict[str, Any]:
    """Return a badge holder."""
    return {
        "uid": record.uid,
        "name": record.name,
        "email": record.email,
        "company": record.company,
        "credit": money(record.credit, currency),
        "active": record.active,
        "updated_at": time_text(record.updated_at),
        "etag": record.etag,
    }


def brew(record: Brew, currency: str) -> dict[str, Any]:
    """Return a line of the sales log; `seq` is null while it is being brewed."""
    return {
        "seq": record.seq,
        "id": record.id,
        "drink_id": record.drink_id,
        "additions": list(record.additions),
        "price": money(record.price, currency),
        "payment": record.payment,
        "card_uid": record.card,
        "started_at": time_text(record.started_at),
        "duration": record.duration,
        "result": record.result,
    }


def level(record: Level) -> dict[str, Any]:
    """Return a consumable."""
    return {
        "code": record.code,
        "name": record.name,
        "level": record.level,
        "capacity": record.capacity,
        "unit": record.unit,
        "minimum": record.minimum,
    }


def alert(record: Alert) -> dict[str, Any]:
    """Return an alert; `cleared_at` is null while it is active."""
    return {
        "id": record.id,
        "code": record.code,
        "severity": record.severity,
        "message": record.message,
        "since": time_text(record.since),
        "cleared_at": time_text(record.cleared_at),
    }
