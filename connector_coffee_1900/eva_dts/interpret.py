# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A block to an audit: what its segments mean (EVA-DTS 6.2, appendix A)."""

from __future__ import annotations

import msgspec

from .audit import Audit, ListPrice, Machine
from .blocks import Block
from .checks import check_sums
from .counters import Payment, Totals
from .counting import value_first
from .currency import currency_code
from .events import read_event
from .fields import Notes, Reader, excerpt
from .integrity import judge
from .products import Catalogue
from .segments import Segment

_PAYMENTS = {"CA2": "CA", "DA2": "DA", "DB2": "DB", "TA2": "TA"}
_NONE = Segment(0, "", b"", ())
_ONCE = {"ID1", "ID4", "ID5", "CB1", "VA1", "VA2", "VA3", "EA3", *_PAYMENTS}
MAX_DECIMALS = 6


def interpret(block: Block) -> Audit:
    """Read a block. Never raises: what makes no sense is a warning or a refusal."""
    notes = Notes()
    integrity = judge(block, notes)
    single = _single(block, notes)
    reader = Reader(notes, _decimals(single.get("ID4", _NONE), notes))
    catalogue = Catalogue(reader)
    for segment in block.segments:
        catalogue.take(segment)
    audit = Audit(
        line=block.line,
        machine=_machine(reader, single, block.first("DXS") or _NONE),
        decimals=reader.decimals,
        products=catalogue.products(),
        price_lists=tuple(_all(block, reader, "LA1", _list_price)),
        events=tuple(_all(block, reader, "EA2", read_event)),
        totals=Totals(*(value_first(reader, single.get(f"VA{n}")) for n in (1, 2, 3))),
        payments=tuple(
            Payment(device, value_first(reader, single[tag]))
            for tag, device in _PAYMENTS.items()
            if tag in single
        ),
        **_currency(reader, single.get("ID4", _NONE)),
        **_moments(reader, single),
        **integrity._asdict(),
    )
    check_sums(audit, notes)
    return msgspec.structs.replace(audit, warnings=tuple(notes.warnings))


def _single(block, notes):
    """Map the tags that may come once to their first segment."""
    single, strange = {}, set()
    for segment in block.segments:
        if segment.tag in _ONCE:
            if single.setdefault(segment.tag, segment) is not segment:
                notes.add(
                    "twice", segment.line, f"{segment.tag} sent twice, the first stands"
                )
        elif not segment.standard and segment.head not in strange:
            strange.add(segment.head)
            notes.add(
                "unknown", segment.line, f"Unknown segment {excerpt(segment.head)}"
            )
    return single


def _decimals(segment, notes):
    field = segment.field(1).strip()
    if field.isdigit() and len(field) == 1 and int(field) <= MAX_DECIMALS:
        return int(field)
    if field:
        message = f"ID401: {excerpt(field)} decimals make no sense, taking 2"
        notes.add("decimals", segment.line, message)
    return 2


def _machine(reader, single, header):
    identity = single.get("ID1", _NONE)
    return Machine(
        serial=reader.text(identity, 1),
        model=reader.text(identity, 2),
        build=reader.text(identity, 3),
        location=reader.text(identity, 4),
        asset=reader.text(identity, 6),
        sender=reader.text(header, 1),
        software=reader.text(single.get("CB1", _NONE), 3),
    )


def _currency(reader, segment):
    number, code = reader.text(segment, 2), reader.text(segment, 3)
    return {"currency_number": number, "currency": currency_code(number, code)}


def _moments(reader, single):
    """Read the clock (ID5) and this read (EA3).

    The read number is EA309, all reads, where a machine has it; else EA301, which
    counts the reads that reset.
    """
    clock, read = single.get("ID5", _NONE), single.get("EA3", _NONE)
    number = reader.number(read, 9)
    return {
        "clock": reader.moment(clock, 1, 2, seconds=3),
        "read_number": reader.number(read, 1) if number is None else number,
        "read_at": reader.moment(read, 2, 3),
    }


def _all(block, reader, tag, read):
    return (read(reader, segment) for segment in block.segments if segment.tag == tag)


def _list_price(reader, segment):
    """Read LA1: since reset comes before since initialisation, alone of all."""
    return ListPrice(
        price_list=reader.text(segment, 1),
        product=reader.text(segment, 2),
        price=reader.price(segment, 3),
        number_reset=reader.number(segment, 4),
        number=reader.number(segment, 5),
    )
