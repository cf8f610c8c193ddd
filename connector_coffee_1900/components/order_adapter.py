# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows


class Coffee1900OrderAdapter(Component):
    """Pour with BREW, of RFC 2324 §2.1.1, which knows no identity of a request.

    So an order is sent once and not again. What a machine has started counts as
    poured: HTCPCP tells nothing of the end of one certain coffee.
    """

    _name = "coffee.1900.order.adapter"
    _inherit = ["coffee.1900.adapter", "coffee.order.adapter"]
    _apply_on = ["coffee.order"]

    _can_pour = True

    def pour(self, drink, additions, key):
        self.pot().brew(", ".join(additions), drink)
        return rows.Pour(result="poured")
