# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Sum checks: what the products say against what the machine says.

They warn and never refuse. Values decide; numbers are compared only on machines that
count no money (in an office where coffee is free), because modifiers, discounts and
preselections make numbers differ where the money agrees.
"""

from __future__ import annotations

from .audit import Audit, Product
from .counters import Tally
from .fields import Notes


def check_sums(audit: Audit, notes: Notes) -> None:
    """Compare the paid vends of all products (PA2, else PA7) with VA1."""
    total = audit.totals.paid.init
    tallies = [sold(product) for product in audit.products]
    value = _sum(tally.value for tally in tallies)
    if value is None or total.value is None:
        return
    if value != total.value:
        _warn(audit, notes, "values", value, total.value)
    elif not value:
        drinks = (p for p in audit.products if not p.modifier)
        number = _sum(sold(product).number for product in drinks)
        if None not in (number, total.number) and number != total.number:
            _warn(audit, notes, "numbers", number, total.number)


def sold(product: Product) -> Tally:
    """Paid vends of a product since initialisation, over all its devices."""
    if product.paid.init.known or not product.devices:
        return product.paid.init
    inits = [device.sold.init for device in product.devices]
    return Tally(_sum(t.number for t in inits), _sum(t.value for t in inits))


def _sum(amounts):
    """Add up what is known; ``None`` when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None


def _warn(audit, notes, what, products, machine):
    notes.add(
        "sum",
        audit.line,
        f"The {what} of all products add up to {products}, the machine says {machine}",
    )
