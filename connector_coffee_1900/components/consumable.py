# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

# Events while which the machine pours nothing: door open, grinder faulty. Without one
# ingredient other drinks are still to be had, and scale can wait.
BLOCKING = {"EGS", "EDT"}


class Coffee1900ConsumableAdapter(Component):
    """Read levels, a number of portions for each product, and events from the audit."""

    _name = "coffee.1900.consumable.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.consumable"]

    _can_import = True

    def read_page(self, position, limit):
        audit = self.read_audit()
        levels = [level(p) for p in audit.products if p.level is not None]
        alerts = {event.code: alert(event) for event in audit.events if event.active}
        return rows.Page(rows=levels, total=len(levels), alerts=list(alerts.values()))


def level(product):
    """Return what is left of a product.

    :param product: ``eva_dts.Product``
    :return: ``rows.Level``
    """
    return rows.Level(
        external_id=product.number,
        name=product.name or product.number,
        level=Decimal(product.level),
        capacity=Decimal(product.capacity or product.fill_level or 0),
        minimum=Decimal(product.minimum or 0),
        unit=_("portions"),
    )


def alert(event):
    """Return an event that is active as a fault.

    :param event: ``eva_dts.Event``
    :return: ``rows.Alert``
    """
    known = {
        "EGS": _("Door open"),
        "EDJ": _("Ingredient empty"),
        "EDT": _("Grinder faulty"),
        "EDO": _("Descaling due"),
    }
    base = event.code.partition("_")[0]
    name = known.get(base, _("Fault"))
    text = f"{name} ({event.code})"
    if event.note:
        text = f"{text}: {event.note}"
    return rows.Alert(external_id=event.code, message=text, blocking=base in BLOCKING)
