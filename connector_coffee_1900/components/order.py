# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeRefusedError,
)
from odoo.addons.connector_coffee.locking import own_transaction

from ..htcpcp import CannotBrew, OutOfStock


class Coffee1900OrderAdapter(Component):
    """Pour with BREW, of RFC 2324 §2.1.1, which knows no identity of a request.

    So an order is sent once and not again. What a machine has started counts as
    poured: HTCPCP says nothing of the end of one certain coffee.
    """

    _name = "coffee.1900.order.adapter"
    _inherit = ["coffee.1900.adapter", "coffee.order.adapter"]
    _apply_on = ["coffee.order"]

    _can_pour = True

    def pour(self, drink, additions, key):
        try:
            self.pot().brew(", ".join(additions), drink)
        except CannotBrew as err:
            if isinstance(err, OutOfStock):
                self._report(err.alerts)
            # its own word: the machine is there, and pours nothing
            raise CoffeeRefusedError(str(err)) from err
        return rows.Pour(result="poured")

    def _report(self, alerts):
        """Ask people to look at what the machine lacks.

        In a transaction of its own, one at a time: what an order writes must not fail
        because of it.
        """
        backend = self.backend_record
        with own_transaction(self.env, f"coffee.alerts:{backend.id}") as env:
            env["coffee.checkpoint"]._add_faults(backend.with_env(env), alerts)
