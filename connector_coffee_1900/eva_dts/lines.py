# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes to lines: any chunks in, bounded lines out.

Whatever the file is, one piece and one line at most are held, and at most
``MAX_LINE`` bytes of the line; each byte is looked at a fixed number of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

MAX_LINE = 8192  # bytes; no segment of the standard comes near it
PIECE = 65536  # bytes looked at at once

_PADDING = bytes(range(33)) + b"\x7f\xef\xbb\xbf\xff\xfe"  # blanks, controls, marks


class Line(NamedTuple):
    """``number`` counts from 1; ``cut`` when it was longer than ``MAX_LINE``."""

    number: int
    data: bytes
    cut: bool = False
    nul: bool = False


def read_lines(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[Line]:
    """Split on CRLF, LF or CR, mixed as they come; leave out what is blank."""
    for number, (raw, cut) in enumerate(_split(source), start=1):
        data = bare(raw)
        if data:
            yield Line(number, data, cut, b"\0" in raw)


def bare(raw: bytes) -> bytes:
    r"""Free a line from what carriers put around it.

    A carrier writes an envelope before the first segment or around a line:
    ``<000|site|daa>DXS*…``, ``<000|DXS*…>``, and one of its own after the last:
    ``<AAAA|BBBB>``. Blanks, control characters and byte order marks before the
    segment, and NUL bytes anywhere, are no part of it either; without its NULs,
    UTF-16 reads as ASCII.
    """
    data = raw.replace(b"\0", b"").lstrip(_PADDING)
    if not data.startswith(b"<"):
        return data
    start = 0
    while data.startswith(b"<", start):
        end = data.find(b">", start)
        if end < 0 or b"*" in data[start:end]:
            payload = data[start:].rpartition(b"|")[2]
            return payload[:-1] if payload.endswith(b">") else payload
        start = end + 1
    return data[start:].lstrip(_PADDING)


def pieces(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Read a file, or take chunks of any size, in pieces of at most ``PIECE``."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        source = (source,)
    elif hasattr(source, "read"):
        source = _read(source)
    for chunk in source:
        for start in range(0, len(chunk), PIECE):
            yield bytes(chunk[start : start + PIECE])


def _read(file):
    while chunk := file.read(PIECE):
        yield chunk


def _split(source):
    """Yield each line without its end, blank ones too, and whether it was cut."""
    line, cut, after_cr = bytearray(), False, False
    for piece in pieces(source):
        if after_cr and piece.startswith(b"\n"):  # a CRLF torn in two
            piece = piece[1:]
        after_cr = piece.endswith(b"\r")
        for part in piece.splitlines(keepends=True):
            body = part.rstrip(b"\r\n")
            room = MAX_LINE - len(line)
            line += body[:room]
            cut = cut or len(body) > room
            if len(body) < len(part):
                yield bytes(line), cut
                line, cut = bytearray(), False
    if line:
        yield bytes(line), cut
