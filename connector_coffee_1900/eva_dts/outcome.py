# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What comes of comparing two audits: sales, findings, and the state to keep."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from .state import State

_EVEN = Decimal("0.000001")  # to what a price is rounded that does not come out even


class SerialMismatch(Exception):
    """The audit is of another machine.

    :ivar expected: serial number of the machine that should have sent it
    :ivar found: serial number in the audit
    """

    def __init__(self, expected: str, found: str):
        super().__init__(
            f"The audit is of machine {found!r}, expected was machine {expected!r}."
        )
        self.expected = expected
        self.found = found


class Sale(msgspec.Struct, frozen=True):
    """What one product sold through one payment device between two audits.

    ``device`` is empty when the machine does not tell it. ``value`` is in units of
    the currency. ``estimated`` when the machine counts no value: then it is quantity
    times the price in PA1.
    """

    product: str
    device: str
    quantity: int
    value: Decimal
    name: str = ""
    estimated: bool = False

    @property
    def price(self) -> Decimal:
        """Price of one, as paid; rounded to six places when it is not even."""
        price = self.value / self.quantity
        return price if price * self.quantity == self.value else price.quantize(_EVEN)


class Finding(msgspec.Struct, frozen=True):
    """Something to tell: a stable code and a sentence; ``serious`` needs a person.

    Codes: ``refused``, ``baseline``, ``same_counters``, ``money``, ``older``,
    ``reset``, ``clock``, ``new_product``, ``uncounted``, ``value_only``,
    ``estimated``; :func:`.sales.difference` tells when.
    """

    code: str
    message: str
    serious: bool = False
    product: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """Sales of an audit, and the state to compare the next one with.

    ``state`` is ``None`` only when there was none and the audit is refused.
    """

    sales: tuple[Sale, ...]
    state: State | None
    findings: tuple[Finding, ...]
