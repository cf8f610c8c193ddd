# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether a block is whole: CRC, number of segments, beginning and end.

What refuses a block: a wrong CRC; a missing beginning (DXS, ST) or end (DXE, and G85
unless SE counts right); a length beyond all reason. A wrong SE01 alone never does, it
is wrong in too many machines; it only decides where there is no G85 to decide, for
then nothing else shows whether a piece is missing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .audit import Crc, Problem, SetCount
from .blocks import Block
from .crc import swap
from .fields import Notes, excerpt

_VERSION = re.compile(rb"\s*V(\d{1,2})/(\d{1,2})")
_PROVEN = (Crc.RIGHT, Crc.WITHOUT_LAST_CRLF, Crc.SWAPPED, Crc.SWAPPED_WITHOUT_LAST_CRLF)


class Integrity(NamedTuple):
    version: str
    crc: Crc
    crc_said: str
    crc_computed: str
    sets: SetCount
    refusals: tuple[Problem, ...]


def judge(block: Block, notes: Notes) -> Integrity:
    """Judge a block; add the warnings to ``notes``."""
    version = _version(block)
    said = _first_field(block, "G85")
    crc = block.crc.verdict(said, may_swap=version < (6, 0))
    sets = _set_count(block, notes)
    refusals = [*_length(block), *_wholeness(block, crc, sets)]
    if crc is Crc.WRONG and not block.long:
        refusals.append(_wrong_crc(block, said))
    _note_oddities(block, crc, sets, notes)
    return Integrity(
        ".".join(map(str, version)) if version != (0, 0) else "",
        crc,
        said.decode("latin-1")[:8].upper(),
        f"{block.crc.value:04X}" if "ST" in block.tags else "",
        sets,
        tuple(refusals),
    )


def _version(block):
    """Read DXS03: ``V0/6`` is 6.0, ``V1/1`` is anything before; (0, 0) unknown."""
    header = block.first("DXS")
    match = _VERSION.match(header.field(3)) if header else None
    return (int(match[2]), int(match[1])) if match else (0, 0)


def _first_field(block, tag):
    segment = block.first(tag)
    return segment.field(1).strip() if segment else b""


def _set_count(block, notes):
    segment = block.first("SE")
    said = _first_field(block, "SE")
    if not segment:
        return SetCount.MISSING
    if said.isdigit() and len(said) <= 6 and int(said) == block.count:
        return SetCount.RIGHT
    message = f"SE says {excerpt(said)} segments, here are {block.count}"
    notes.add("sets", segment.line, message)
    return SetCount.WRONG


def _length(block):
    if block.long:
        yield Problem("long", block.line, f"Too long: {block.long}.")


def _wholeness(block, crc, sets):
    """Name the parts that a whole block has and this one lacks."""
    if block.long or _has_no_sets(block):
        return
    missing = [tag for tag in ("DXS", "ST") if tag not in block.tags]
    if not block.closed:
        missing += [tag for tag in ("G85", "SE", "DXE") if tag not in block.tags]
    elif crc is Crc.MISSING and sets is not SetCount.RIGHT:
        missing += ["G85"] if "SE" in block.tags else ["G85", "SE"]
    if missing:
        message = f"Cut short: {', '.join(missing)} missing"
        if block.closed and sets is SetCount.WRONG:
            message += f", and SE counts other than {block.count} segments"
        yield Problem("cut", block.line, f"{message}.")


def _has_no_sets(block):
    """Whether it is a coin changer that sends no set at all, and says so in DXE02."""
    trailer = block.first("DXE")
    count = trailer.field(2)[:2].strip() if trailer else b""
    bare = "DXS" in block.tags and not block.tags & {"ST", "G85", "SE"}
    return bare and count == b"0"


def _wrong_crc(block, said):
    right = f"{block.crc.value:04X}"
    message = f"Wrong CRC: G85 says {excerpt(said)}, the block has {right}"
    if said.upper() == b"%04X" % swap(block.crc.value):
        message += " (bytes swapped, which only machines before 6.0 may do)"
    return Problem("crc", block.line, f"{message}.")


def _note_oddities(block, crc, sets, notes):
    if crc is Crc.MISSING and block.closed:
        notes.add("crc", block.line, "No G85: nothing proves the block intact")
    elif crc in _PROVEN and crc is not Crc.RIGHT:
        notes.add("crc", block.line, f"CRC right, {crc.value}")
    if sets is SetCount.MISSING and block.closed:
        notes.add("sets", block.line, "No SE")
    if block.unchecked:
        notes.add(
            "unchecked",
            block.line,
            f"{block.unchecked} segments behind G85 were left out",
        )
    if block.nuls:
        notes.add("nul", block.line, f"NUL bytes in {block.nuls} lines")
