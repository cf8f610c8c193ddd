# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Products: PA1 and the segments that follow it, in the order sent.

PA2 to PA6 and PA8 carry no product number and belong to the PA1 before them; PA7
carries its own. A segment sent twice is a warning, and the first one stands.
"""

from __future__ import annotations

from .audit import DeviceSales, Product
from .blocks import Segment
from .fields import Reader

_COUNTERS = {"PA2": "paid", "PA3": "test", "PA4": "free", "PA8": "mixed"}


class Catalogue:
    """Gathers the segments of each product, then reads them."""

    def __init__(self, reader: Reader):
        self.reader = reader
        self.notes = reader.notes
        self.segments: dict[str, dict] = {}
        self.modifiers: set[str] = set()
        self.current: dict | None = None
        self.orphans = False

    def take(self, segment: Segment):
        """Take a segment of a product; leave any other alone."""
        if segment.tag == "PA1":
            self._open(segment)
        elif segment.tag == "PA7":
            self._device(segment)
        elif segment.tag == "PP1":
            self.modifiers.add(self.reader.text(segment, 1))
        elif segment.tag in _COUNTERS and self.current is not None:
            self._keep(self.current, segment.tag, segment)
        elif segment.tag in _COUNTERS and not self.orphans:
            self.orphans = True
            self.notes.add("orphan", segment.line, f"{segment.tag} without a product")

    def products(self) -> tuple[Product, ...]:
        return tuple(self._product(number) for number in self.segments)

    def _open(self, segment):
        shifted = shift(segment)
        number = self.reader.text(shifted, 1)
        self.current = self._of(number) if number else None
        if number:
            self._keep(self.current, "PA1", shifted)
        else:
            self.notes.add("product", segment.line, "PA1 without a product number")
            self.orphans = True  # said once, for what follows too

    def _device(self, segment):
        number = self.reader.text(segment, 1)
        if not number:
            self.notes.add("product", segment.line, "PA7 without a product number")
            return
        key = tuple(self.reader.text(segment, field) for field in (2, 3, 4))
        self._keep(self._of(number), ("PA7", *key), segment)

    def _of(self, number):
        return self.segments.setdefault(number, {})

    def _keep(self, product, key, segment):
        if product.setdefault(key, segment) is not segment:
            self.notes.add(
                "twice", segment.line, f"{segment.tag} sent twice, the first one stands"
            )

    def _product(self, number):
        segments = self.segments[number]
        reader, first = self.reader, segments.get("PA1") or Segment(0, "PA1", b"", ())
        return Product(
            number=number,
            name=reader.text(first, 3),
            price=reader.price(first, 2),
            capacity=reader.number(first, 4),
            fill_level=reader.number(first, 5),
            level=reader.number(first, 8),
            minimum=reader.number(first, 9),
            present=first.field(7).strip() != b"1",
            modifier=number in self.modifiers,
            devices=tuple(
                self._device_sales(segment)
                for key, segment in segments.items()
                if key[0] == "PA7"
            ),
            **{
                name: reader.number_first(segments.get(tag))
                for tag, name in _COUNTERS.items()
            },
        )

    def _device_sales(self, segment):
        return DeviceSales(
            device=self.reader.text(segment, 2),
            price_list=self.reader.text(segment, 3),
            price=self.reader.price(segment, 4),
            sold=self.reader.number_first(segment, start=5),
        )


def shift(segment: Segment) -> Segment:
    """Undo ``PA1**n*price``: some machines write the number one field too late."""
    first, second, third = (segment.field(n).strip() for n in (1, 2, 3))
    if first or not second or not (third.isdigit() or not third):
        return segment
    return segment._replace(fields=segment.fields[1:])
