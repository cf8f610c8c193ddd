# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Blocks to audits: what the segments mean (EVA-DTS 6.2, appendix A)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import msgspec

from odoo.addons.connector_coffee.counting import Tally, add

from .audit import Audit, Event, ListPrice, Machine, Payment, Product, Totals
from .blocks import Block, Segment, read_blocks
from .currency import currency_code
from .fields import Notes, Reader, excerpt, text
from .integrity import judge
from .products import Catalogue

_PAYMENTS = {"CA2": "CA", "DA2": "DA", "DB2": "DB", "TA2": "TA"}
_NONE = Segment(0, "", b"", ())
_ONCE = {"ID1", "ID4", "ID5", "CB1", "VA1", "VA2", "VA3", "EA3", *_PAYMENTS}
MAX_DECIMALS = 6
# E equipment or O operation, unit, event, as in EGS, EDJ_2, EH1A (appendix C)
_CODE = re.compile(r"[EO][A-Z][A-Z0-9]{0,2}(_\w{1,8})?")


def read(source: bytes | BinaryIO | Iterable[bytes], skip: int = 0) -> Iterator[Audit]:
    """Yield one audit per block, in the order of the file, as soon as it ends.

    Whatever the bytes are, the result is audits, some of them refused; none at all
    means that there is no EVA-DTS in the file. Memory holds one block at most, and
    that is bounded (``blocks.MAX_BLOCK``); time is linear in the size.

    :param source: bytes, a file opened in binary mode, or an iterable of chunks
    :param skip: number of blocks to pass over
    :raise: nothing of its own; what reading ``source`` raises passes through
    """
    return map(interpret, islice(read_blocks(source), skip, None))


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
        events=tuple(_all(block, reader, "EA2", _event)),
        totals=Totals(*(reader.value_first(single.get(f"VA{n}")) for n in (1, 2, 3))),
        payments=tuple(
            Payment(device, reader.value_first(single[tag]))
            for tag, device in _PAYMENTS.items()
            if tag in single
        ),
        **_currency(reader, single.get("ID4", _NONE)),
        **_moments(reader, single),
        **integrity._asdict(),
    )
    _check_sums(audit, notes)
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
        message = f"ID401: {excerpt(field)} is no number of decimals, taking 2"
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


def _event(reader: Reader, segment: Segment) -> Event:
    """Read EA2: code, since last audit, since initialisation, note, active, minutes.

    Field 5 says whether it is active. Where there is none, or it is text, field 4
    does, for a code of the standard: the standard's own examples are written so
    (``EA2*ELE_A10*1*4*1``, ``EA2*ECD*1*1*1*12V LOW``, §C.2.6).
    """
    code = reader.text(segment, 1)
    note, flag = (segment.field(number).strip() for number in (4, 5))
    early = note in (b"0", b"1") and flag not in (b"0", b"1") and _CODE.fullmatch(code)
    if early and (flag or len(segment.fields) == 4):
        note, flag = flag, note
    return Event(
        code=code,
        recent=reader.number(segment, 2),
        number=reader.number(segment, 3),
        active=flag == b"1",
        minutes=reader.number(segment, 6),
        note=text(note),
    )


def _check_sums(audit: Audit, notes: Notes) -> None:
    """Compare the paid vends of all products (PA2, else PA7) with VA1.

    What differs is a warning and never a refusal. Values decide; numbers are compared
    only on machines that count no money (in an office where coffee is free), because
    modifiers, discounts and preselections make numbers differ where the money agrees.
    """
    total = audit.totals.paid.init
    value = add(map(_sold, audit.products)).value
    if value is None or total.value is None:
        return
    if value != total.value:
        _warn(audit, notes, "values", value, total.value)
    elif not value:
        drinks = (product for product in audit.products if not product.modifier)
        number = add(map(_sold, drinks)).number
        if None not in (number, total.number) and number != total.number:
            _warn(audit, notes, "numbers", number, total.number)


def _sold(product: Product) -> Tally:
    """Return the paid vends of a product since initialisation, over all its devices."""
    if product.paid.init.known:
        return product.paid.init
    return add(device.sold.init for device in product.devices)


def _warn(audit, notes, what, products, machine):
    notes.add(
        "sum",
        audit.line,
        f"The {what} of all products add up to {products}, the machine says {machine}",
    )
