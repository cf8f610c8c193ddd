# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What to remember of the counters of one machine between two audits."""

import msgspec

from .eva_dts import State


class Account(msgspec.Struct, frozen=True):
    """Counters as last booked.

    ``reading`` numbers the audits that were booked, for good: a machine's own read
    number starts anew with a new board. ``unpaid`` are free and test vends by
    ``kind:product``. ``state`` is ``None`` before the first audit.
    """

    reading: int = 0
    state: State | None = None
    unpaid: dict[str, int] = {}


def dump(account):
    """Return an account as plain data for JSON; money as text, so nothing is lost."""
    return msgspec.to_builtins(account)


def load(data):
    """Take an account from plain data; of nothing, a new one.

    :raise msgspec.ValidationError: it is not what ``dump`` gave
    """
    return msgspec.convert(data or {}, Account)
