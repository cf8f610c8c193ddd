# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lines to segments and blocks: where a block starts, where it ends, what it holds.

EVA-DTS 6.2, §2.4: ``DXS`` opens the transmission, ``ST`` a transaction set, ``G85``
checks it, ``SE`` closes it, ``DXE`` closes the transmission. A machine sends one set;
a carrier may put several into one transmission, and each makes a block here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from .crc import LineCrc
from .lines import Line, read_lines

MAX_BLOCK = 1 << 20  # bytes; the longest real audits are some 100 kB
MAX_SEGMENTS = 20_000

_TAG = re.compile(rb"([A-Z]{1,3}\d{0,3})(?:-\d{1,4})?\s*(?:\*|$)")
_OPENING = ("ST", "ID1")  # where a block begins whose DXS is lost
# Two letters for the group, one or two digits; headers and trailers aside.
_STANDARD = re.compile(
    r"(?:A[CM]|B[AC]|C[ABC]|D[A-D]|E[AC]|F[AC]|H[A-D]|I[CD]|L[AC]|M[ACR]|NA|P[ACP]"
    r"|R[AC]|S[ACD]|T[AC]|V[AC]|W[AC])\d{1,2}"
)
_FRAME = {"DXS", "ST", "G85", "SE", "DXE", "LS", "LE"}


class Segment(NamedTuple):
    """An identifier and fields, as sent (§2.2), on a line of the file from 1.

    ``head`` is the identifier as sent; ``tag`` is empty when it is none.
    """

    line: int
    tag: str
    head: bytes
    fields: tuple[bytes, ...]

    def field(self, number: int) -> bytes:
        """Data element ``number``, counted from 1 as in ``PA101``; empty if none."""
        return self.fields[number - 1] if number <= len(self.fields) else b""

    @property
    def standard(self) -> bool:
        """Whether the standard knows it, even where nothing here reads it."""
        return self.tag in _FRAME or bool(_STANDARD.fullmatch(self.tag))


class Block:
    """The segments of one block, as sent, and what tells whether it is whole.

    Built by :func:`read_blocks` and not changed afterwards. Behind G85 only SE and
    DXE are taken: nothing vouches for what a carrier adds there; ``unchecked``
    counts it. ``count`` is what SE01 should say: the segments from ST to SE, both
    included. ``closed`` when DXE, or after SE another set, followed. ``long`` says
    why nothing more was taken in.
    """

    def __init__(self, header=None):
        self.segments = [header] if header else []
        self.crc = LineCrc()
        self.size = 0
        self.count = 0
        self.unchecked = 0
        self.nuls = 0
        self.long = ""
        self.closed = False
        self.tags = {header.tag} if header else set()

    @property
    def line(self):
        return self.segments[0].line if self.segments else 1

    def first(self, tag):
        return next((s for s in self.segments if s.tag == tag), None)

    def add(self, line: Line):
        """Take in one line, unless the block has grown too long already."""
        segment = parse(line)
        self.size += len(line.data)
        self.nuls += line.nul
        self._measure(line)
        if self.long:
            return
        self._count(segment.tag, line.data)
        if "G85" in self.tags and segment.tag not in ("SE", "DXE"):
            self.unchecked += 1
            return
        self.tags.add(segment.tag)
        self.segments.append(segment)

    def _measure(self, line):
        if line.cut:
            self.long = f"line {line.number} is longer than any segment"
        elif self.size > MAX_BLOCK or len(self.segments) >= MAX_SEGMENTS:
            self.long = (
                f"more than {MAX_BLOCK} bytes or {MAX_SEGMENTS} segments without DXE"
            )

    def _count(self, tag, data):
        if "SE" in self.tags or not (tag == "ST" or "ST" in self.tags):
            return
        self.count += 1
        if tag != "G85" and "G85" not in self.tags:
            self.crc.add(data)


def tag_of(data: bytes) -> str:
    """Identifier of a segment; ``ST-1`` is ``ST``; empty for any other line."""
    match = _TAG.match(data)
    return match[1].decode("ascii") if match else ""


def parse(line: Line) -> Segment:
    head, *fields = line.data.split(b"*")
    return Segment(line.number, tag_of(line.data), head, tuple(fields))


def read_blocks(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[Block]:
    """Yield blocks as they end. Lines outside of blocks are passed over."""
    block = None
    for line in read_lines(source):
        tag = tag_of(line.data)
        if block and tag == "ST" and "SE" in block.tags:
            block.closed = True
            yield block
            block = Block(block.first("DXS"))
        elif block and tag == "DXS":
            yield block
            block = None
        if block is None:
            if tag != "DXS" and tag not in _OPENING:
                continue
            block = Block()
        block.add(line)
        if tag == "DXE":
            block.closed = True
            yield block
            block = None
    if block:
        yield block
