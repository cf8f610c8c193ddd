# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The sales log as CSV, the same from the wire and from the memory card."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from ..records import Brew

ENCODING = "iso-8859-1"
HEADER = b"seq;timestamp;selection;card;payment;price;currency;additions\r\n"


def csv_lines(brews: Iterable[Brew], zone: ZoneInfo, currency: str) -> Iterator[bytes]:
    """Yield the header and one line for each brew.

    A generator: a card of a million lines can be written without memory.
    """
    yield HEADER
    for brew in brews:
        yield csv_line(brew, zone, currency)


def csv_line(brew: Brew, zone: ZoneInfo, currency: str) -> bytes:
    """Return one line: local time without zone, decimal comma."""
    local = brew.started_at.astimezone(zone)
    fields = (
        str(brew.seq),
        local.strftime("%d.%m.%Y %H:%M:%S"),
        str(brew.selection),
        brew.card or "",
        brew.payment.upper(),
        f"{brew.price // 100},{brew.price % 100:02d}",
        currency,
        ", ".join(brew.additions),
    )
    return (";".join(fields) + "\r\n").encode(ENCODING, "replace")
