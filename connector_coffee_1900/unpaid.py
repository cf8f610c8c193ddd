# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Free and test vends between two audits.

They bring no money, so no rule of the specification guards them: a counter of theirs
that falls, or that is new, starts there and resets nothing else.
"""

KINDS = ("test", "free")


def counts(audit):
    """Return how often a machine poured for nothing.

    :return: dict of ``kind:product`` to number since initialisation
    """
    return {
        f"{kind}:{product.number}": tally.number
        for product in audit.products
        if not product.modifier
        for kind in KINDS
        if (tally := getattr(product, kind).init).number is not None
    }


def gains(last, new):
    """Return what was poured between two counts.

    :return: list of (kind, product, quantity), of quantities above zero
    """
    return [
        (*key.split(":", 1), number - last[key])
        for key, number in new.items()
        if key in last and number > last[key]
    ]
