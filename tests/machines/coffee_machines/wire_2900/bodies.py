# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What clients may send, checked while it is decoded (the OpenAPI document
says the same in its own words)."""

import json
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from ..exchange import Request
from .problem import Problem

Body = TypeVar("Body", bound=Struct)

Text = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{1,100}\Z")]
Addition = Annotated[str, Meta(pattern=r"^[A-Za-z-]+=[A-Za-z-]+\Z", max_length=60)]
Additions = Annotated[list[Addition], Meta(max_length=20)]
Selection = Annotated[int, Meta(ge=0, le=99999)]
Id = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,100}\Z")]
Uid = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,40}\Z")]

URL = r"^https?://[A-Za-z0-9][A-Za-z0-9.:-]{0,100}(/[A-Za-z0-9._~/-]{0,400})?\Z"
SECRET = r"^whsec_([A-Za-z0-9+/]{4}){8,20}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z"


class Money(Struct, forbid_unknown_fields=True):
    """An amount in minor units."""

    amount: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]


class NewDrink(Struct, forbid_unknown_fields=True):
    """The body of `POST /drinks`."""

    name: Text
    price: Money
    selection: Selection | UnsetType = UNSET
    additions: Additions = []
    available: bool = True


class DrinkChange(Struct, forbid_unknown_fields=True):
    """The body of `PUT /drinks/{id}`; what is left out stays as it is."""

    name: Text | UnsetType = UNSET
    price: Money | UnsetType = UNSET
    selection: Selection | UnsetType = UNSET
    additions: Additions | UnsetType = UNSET
    available: bool | UnsetType = UNSET


class CardChange(Struct, forbid_unknown_fields=True):
    """The body of `PUT /cards/{uid}`; what is left out stays as it is."""

    name: Text | UnsetType = UNSET
    email: Text | None | UnsetType = UNSET
    company: Text | None | UnsetType = UNSET
    credit: Money | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class NewCard(Struct, forbid_unknown_fields=True):
    """The body of `POST /cards`."""

    uid: Uid
    name: Text
    email: Text | None = None
    company: Text | None = None
    credit: Money | UnsetType = UNSET
    active: bool = True


class Order(Struct, forbid_unknown_fields=True):
    """The body of `POST /brews`."""

    drink_id: Id
    additions: Additions = []


class WebhookTarget(Struct, forbid_unknown_fields=True):
    """The body of `PUT /webhook`; `secret` is `whsec_` and base64."""

    url: Annotated[str, Meta(pattern=URL)]
    secret: Annotated[str, Meta(pattern=SECRET)]


def read_body(request: Request, kind: type[Body]) -> Body:
    """Decode the body.

    :raise Problem: 415, it is not JSON; 400, it is not what `kind` describes
    """
    if request.content_type != "application/json":
        raise Problem("media-type", "The body has to be application/json")
    try:
        data = json.loads(request.body, parse_float=_number, parse_constant=float)
        json.dumps(data, allow_nan=False, ensure_ascii=False).encode()
        return msgspec.convert(data, kind)
    except (ValueError, RecursionError) as err:  # ValidationError is one
        raise Problem("malformed", str(err)) from err


def _number(text: str) -> float | int:
    """Return 1.0 as the integer that it is to JSON Schema."""
    value = float(text)
    return int(value) if value.is_integer() else value


def given(body: Struct) -> dict[str, Any]:
    """Return the fields that the client sent."""
    values = {name: getattr(body, name) for name in body.__struct_fields__}
    return {name: value for name, value in values.items() if value is not UNSET}


def read_time(params: dict[str, str], name: str) -> datetime | None:
    """Return a time out of the query, None where it is not given.

    :raise Problem: 400, not an RFC 3339 time with its offset
    """
    if name not in params:
        return None
    try:
        value = msgspec.convert(params[name].replace(" ", "+"), datetime)
    except msgspec.ValidationError as err:
        raise Problem("malformed", f"{name} has to be a time (RFC 3339)") from err
    if value.tzinfo is None:
        raise Problem("malformed", f"{name} needs an offset, or Z")
    return value
