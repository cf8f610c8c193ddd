# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Audits to bytes, in canonical form: what is written is read back.

``frame`` puts header, trailer and checks around any segments; ``render`` writes an
audit. Verdicts, warnings and refusals are not written: reading finds them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from crccheck.crc import CrcArc

from odoo.addons.connector_coffee_1900.eva_dts import Audit, Counter, Product

_PLAIN = frozenset(range(0x20, 0x7F)) - {0x2A, 0x5E}  # printable, without * and ^


def escape(text: str) -> bytes:
    """Write text as UTF-8, all but plain characters as ``^2A^`` (§2.3.2.1)."""
    return b"".join(
        bytes([byte]) if byte in _PLAIN else b"^%02X^" % byte for byte in text.encode()
    )


def segment(tag: str, *fields) -> bytes:
    """Write one segment, without its line end. ``None`` is an empty field.

    Fields are text, whole numbers, or bytes, which are taken as they are. Empty ones
    at the end are written too: PA2 with three fields means something else.
    """
    return b"*".join([tag.encode("ascii"), *map(_field, fields)])


def frame(
    segments: Iterable[bytes],
    *,
    sender: str = "",
    version: str = "6.0",
    newline: bytes = b"\r\n",
    crc: bool = True,
    swapped: bool = False,
    last_crlf: bool = True,
) -> bytes:
    """Put DXS, ST, G85, SE and DXE around segments.

    :param version: of the standard, ``"6.0"``, ``"1.1"`` for all before, or empty
    :param newline: on the wire only; the CRC is over CRLF whatever it is
    :param crc: whether to send G85 at all
    :param swapped: whether to swap its bytes, as machines before 6.0 may
    :param last_crlf: whether the CRC includes the CRLF before G85
    """
    lines = [b"ST*001*0001", *segments]
    if crc:
        covered = b"\r\n".join(lines) + b"\r\n" * last_crlf
        value = CrcArc.calc(covered).to_bytes(2, "little" if swapped else "big")
        lines.append(b"G85*%s" % value.hex().upper().encode("ascii"))
    lines.append(segment("SE", len(lines) + 1, "0001"))
    level, _, revision = version.partition(".")
    header = segment("DXS", sender, "VA", f"V{revision}/{level}" if version else "", 1)
    return b"".join(line + newline for line in [header, *lines, b"DXE*1*1"])


def render(audit: Audit, **options) -> bytes:
    """Write an audit; ``options`` are those of :func:`frame`."""
    return frame(
        _segments(audit),
        sender=audit.machine.sender,
        version=audit.version,
        **options,
    )


def _segments(audit):
    machine, places = audit.machine, audit.decimals
    yield segment(
        "ID1",
        *(machine.serial, machine.model, machine.build, machine.location),
        *(None, machine.asset),
    )
    yield segment("ID4", places, audit.currency_number, audit.currency)
    if audit.clock:
        yield segment("ID5", f"{audit.clock:%Y%m%d}", f"{audit.clock:%H%M%S}")
    if machine.software:
        yield segment("CB1", None, None, machine.software)
    totals = (audit.totals.paid, audit.totals.test, audit.totals.free)
    for number, counter in enumerate(totals, start=1):
        yield segment(f"VA{number}", *_value_first(counter, places))
    for payment in audit.payments:
        yield segment(f"{payment.device}2", *_value_first(payment.sold, places))
    for product in audit.products:
        yield from _product(product, places)
    for entry in audit.price_lists:
        price = minor(entry.price, places)
        counts = entry.number_reset, entry.number
        yield segment("LA1", entry.price_list, entry.product, price, *counts)
    for event in audit.events:
        counts = event.recent, event.number
        yield segment(
            "EA2", event.code, *counts, event.note, int(event.active), event.minutes
        )
    if audit.read_number is not None or audit.read_at:
        when = audit.read_at
        moment = (f"{when:%Y%m%d}", f"{when:%H%M%S}") if when else (None, None)
        yield segment("EA3", audit.read_number, *moment)


def _product(product: Product, places):
    number = product.number
    if product.modifier:
        yield segment("PP1", number)
    yield segment(
        "PA1",
        *(number, minor(product.price, places), product.name),
        *(product.capacity, product.fill_level, None, 0 if product.present else 1),
        *(product.level, product.minimum),
    )
    counters = (product.paid, product.test, product.free, product.mixed)
    for tag, counter in zip(("PA2", "PA3", "PA4", "PA8"), counters, strict=True):
        if counter != Counter():
            yield segment(tag, *_number_first(counter, places))
    for row in product.devices:
        price = minor(row.price, places)
        sold = _number_first(row.sold, places)
        yield segment("PA7", number, row.device, row.price_list, price, *sold)


def minor(value: Decimal | None, places: int) -> int | None:
    """Money in units of the currency to the whole number that a machine sends."""
    return None if value is None else int(value.scaleb(places))


def _value_first(counter, places):
    for tally in (counter.init, counter.reset):
        yield from (minor(tally.value, places), tally.number)


def _number_first(counter, places):
    yield from (counter.init.number, minor(counter.init.value, places))
    if counter.lifetime is not None:
        yield counter.lifetime
    else:
        yield from (counter.reset.number, minor(counter.reset.value, places))


def _field(field):
    if isinstance(field, bytes):
        return field
    return b"" if field is None else escape(str(field))
