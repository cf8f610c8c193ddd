# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Pages and their opaque cursors.

A cursor says after which row to go on: after a `seq` of the log, or after an
(`updated_at`, id), never after a time alone, since rows may share one. It also
carries the machine's cursor epoch; one of another epoch is gone (410).
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from .problem import Problem

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 1000
CURSOR_LENGTH = 500  # characters, at most


def read_limit(params: dict[str, str]) -> int:
    """Return the page size.

    :raise Problem: 400, not a number from 1 to `MAXIMUM_LIMIT`
    """
    text = params.get("limit", str(DEFAULT_LIMIT))
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAXIMUM_LIMIT:
        return int(text)
    raise Problem("malformed", f"limit has to be a number from 1 to {MAXIMUM_LIMIT}")


def encode_cursor(flow: str, epoch: int, position: list[Any]) -> str:
    """Return the cursor that stands after `position` in the flow."""
    text = json.dumps([flow, epoch, *position]).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def decode_cursor(flow: str, epoch: int, cursor: str) -> list[Any]:
    """Return the position that the cursor stands after.

    :raise Problem: 410, it is of another epoch, or not a cursor of this flow;
        400, it cannot have been one of ours
    """
    if not 1 <= len(cursor) <= CURSOR_LENGTH:
        raise Problem("malformed", "cursor has to be one that this machine gave")
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found_flow, found_epoch, *position = json.loads(text)
    except (binascii.Error, ValueError, TypeError):
        found_flow = found_epoch = None
    if (found_flow, found_epoch) != (flow, epoch):
        raise Problem("cursor-gone", "This cursor is not known here any more")
    return position


def page(data: list[Any], next_cursor: str, has_more: bool, total: int) -> dict:
    """Return a page; `next_cursor` is good now, and later for what is new then."""
    return {
        "data": data,
        "next_cursor": next_cursor,
        "has_more": has_more,
        "total": total,
    }


def changed_page(
    flow: str,
    epoch: int,
    params: dict[str, str],
    records: Iterable[Any],
    key: Callable[[Any], str],
    since: datetime | None,
) -> tuple[list[Any], str, bool, int]:
    """Cut a page out of records that follow (`updated_at`, id).

    :param key: returns a record's id
    :param since: leave out what did not change at or after that time
    :return: records, next cursor, whether there are more, total
    """
    limit = read_limit(params)
    after = ["", ""]
    if "cursor" in params:
        after = decode_cursor(flow, epoch, params["cursor"])
    positions = sorted(
        ((record.updated_at.isoformat(timespec="microseconds"), key(record)), record)
        for record in records
        if since is None or record.updated_at >= since
    )
    rest = [found for found in positions if found[0] > tuple(after)]
    chosen = rest[:limit]
    last = list(chosen[-1][0]) if chosen else after
    return (
        [record for _position, record in chosen],
        encode_cursor(flow, epoch, last),
        len(rest) > limit,
        len(positions),
    )
