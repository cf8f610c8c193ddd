# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The books of one product between two audits."""

from __future__ import annotations

from decimal import Decimal

from .audit import Product
from .counters import Tally
from .movement import UNKNOWN_DEVICE, by_device
from .outcome import Finding, Sale
from .state import ProductState


class Ledger:
    """Books one product: its ``sales``, ``findings`` and the ``state`` to keep."""

    def __init__(self, product: Product, last: ProductState, now: ProductState):
        self.product, self.last, self.now = product, last, now
        self.sales: list[Sale] = []
        self.findings: list[Finding] = []
        self.held: set[str] = set()
        for device, tally in by_device(last, now).items():
            self._book(device, tally)
        self.state = self._state()

    def _book(self, device, tally: Tally):
        if tally.number > 0:
            if tally.value or not self.product.modifier:
                self._sell(device, tally)
        elif tally.value and tally.value > 0:
            self._hold(device)

    def _sell(self, device, tally):
        value = tally.value
        estimated = value is None or value < 0
        if estimated:
            value = (self.product.price or Decimal(0)) * tally.number
            self._find(
                "estimated",
                f"Product {self.product.number} sold {tally.number} and counts no "
                f"value: {value} by its price.",
                serious=False,
            )
        number, name = self.product.number, self.product.name
        self.sales.append(Sale(number, device, tally.number, value, name, estimated))

    def _hold(self, device):
        """Keep money without a vend back until a vend comes as well."""
        self.held.add(device)
        by = f" by {device}" if device else ""
        self._find(
            "value_only",
            f"Product {self.product.number} counted money and no vend{by}: "
            "held until it counts one.",
        )

    def _find(self, code, message, serious=True):
        self.findings.append(Finding(code, message, serious, self.product.number))

    def _state(self):
        """Return the new counters; of what is held, the old ones.

        A device that is missing keeps its counters, unless PA2 has taken over, for
        all or for what it counts beyond the others: counting them later would sell
        twice.
        """
        last, now, held = self.last, self.now, self.held
        total = last.total if UNKNOWN_DEVICE in held else now.total
        if not now.devices:
            return ProductState(total)
        beyond = any(sale.device == UNKNOWN_DEVICE for sale in self.sales)
        devices = {
            device: tally
            for device, tally in last.devices.items()
            if device in now.devices or not beyond
        }
        devices.update((d, t) for d, t in now.devices.items() if d not in held)
        return ProductState(total, devices)
