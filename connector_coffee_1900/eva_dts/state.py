# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What to remember of a machine between two audits.

A plain structure: ``dump`` gives what JSON can hold, ``load`` takes it back.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from .audit import Audit, Product
from .counters import Tally


class ProductState(msgspec.Struct, frozen=True):
    """Paid vends of a product since initialisation.

    ``total`` is PA2; ``devices`` is PA7 by payment device, its price lists summed.
    """

    total: Tally = Tally()
    devices: dict[str, Tally] = {}

    @property
    def known(self) -> bool:
        return self.total.number is not None or bool(self.devices)


class State(msgspec.Struct, frozen=True):
    """Counters of one machine as last believed; ``products`` by product number."""

    serial: str
    read_number: int | None = None
    moment: datetime | None = None
    decimals: int = 2
    currency: str = ""
    total: Tally = Tally()
    products: dict[str, ProductState] = {}


def dump(state: State) -> dict:
    """Return the state as plain data for JSON; money as text, so nothing is lost."""
    return msgspec.to_builtins(state)


def load(data: dict) -> State:
    """Take a state from plain data.

    :raise msgspec.ValidationError: when it is not what :func:`dump` gave
    """
    return msgspec.convert(data, State)


def state_of(audit: Audit) -> State:
    """Return the counters of an audit, without those that have no number."""
    products = {p.number: product_state(p) for p in audit.products}
    return State(
        serial=audit.serial,
        read_number=audit.read_number,
        moment=audit.moment,
        decimals=audit.decimals,
        currency=audit.currency,
        total=audit.totals.paid.init,
        products={number: state for number, state in products.items() if state.known},
    )


def product_state(product: Product) -> ProductState:
    devices: dict[str, Tally] = {}
    for row in product.devices:
        if row.sold.init.number is not None:
            devices[row.device] = add(devices.get(row.device), row.sold.init)
    return ProductState(product.paid.init, devices)


def add(first: Tally | None, second: Tally) -> Tally:
    """Add up two tallies whose numbers are known; a value that is not stays out."""
    if first is None:
        return second
    values = [value for value in (first.value, second.value) if value is not None]
    return Tally(first.number + second.number, sum(values) if values else None)


def overall(state: ProductState) -> Tally:
    """Return all vends of a product: PA2, or the sum of PA7 where there is none."""
    if state.total.number is not None:
        return state.total
    result = None
    for tally in state.devices.values():
        result = add(result, tally)
    return result or Tally()
