# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a failing memory card makes of a line of the log."""

from collections.abc import Callable


def _fields(line: bytes, **changes: bytes) -> bytes:
    """Return the line with some of its fields replaced."""
    names = ("seq", "timestamp", "selection", "card", "payment", "price", "currency")
    fields = line.split(b";")
    for name, value in changes.items():
        fields[names.index(name)] = value
    return b";".join(fields)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda line: line[: len(line) // 2].rstrip(b"\r\n") + b"\r\n",
    "cut_after_seq": lambda line: line.partition(b";")[0] + b";\r\n",
    "quoted_wrongly": lambda line: b'"' + line,
    "date_zero": lambda line: _fields(line, timestamp=b"00.00.0000 00:00:00"),
    "date_impossible": lambda line: _fields(line, timestamp=b"31.02.2026 25:61:00"),
    "nul": lambda line: line[:10] + b"\x00" + line[10:],
    "utf_8": lambda line: line.replace(b";", b";\xe2\x98\x95", 1),
    "utf_16": lambda line: line.decode("iso-8859-1").encode("utf-16-le"),
    "long": lambda line: line.rstrip(b"\r\n") + b"x" * 1_000_000 + b"\r\n",
    "junk": lambda line: bytes(range(128, 256)) + b"\r\n",
    "empty": lambda line: b"\r\n",
    "too_many_fields": lambda line: line.rstrip(b"\r\n") + b";;;\r\n",
    "seq_text": lambda line: _fields(line, seq=b"seq"),
    "seq_negative": lambda line: _fields(line, seq=b"-1"),
    "seq_huge": lambda line: _fields(line, seq=b"9" * 40),
    "seq_high": lambda line: b"9" + line,
    "seq_low": lambda line: _fields(line, seq=b"7"),
    "price_text": lambda line: _fields(line, price=b"free"),
    "price_negative": lambda line: _fields(line, price=b"-1,50"),
    "currency_unknown": lambda line: _fields(line, currency=b"???"),
    "bare_lf": lambda line: line.rstrip(b"\r\n") + b"\n",
    "header_again": lambda line: (
        b"seq;timestamp;selection;card;payment;price;currency;additions\r\n"
    ),
}


def damaged(line: bytes, kind: str) -> bytes:
    """Return what is left of a line.

    :param kind: a key of `DAMAGE`; `bare_lf` can still be read
    """
    return DAMAGE[kind](line)
