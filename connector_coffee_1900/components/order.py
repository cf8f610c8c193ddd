# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeRefusedError,
    CoffeeRetryableError,
)
from odoo.addons.connector_coffee.locking import own_transaction

from ..htcpcp import CannotBrew, OutOfStock

TURN_WAIT = 5  # seconds that an order waits for another job to be done
TURN_EVERY = 0.1  # seconds between two looks whether it is


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

    def _take_turn(self):
        """Wait a moment for other jobs of ours: a person waits for the coffee.

        :raise CoffeeRetryableError: another one talks to it for longer
        """
        until = time.monotonic() + TURN_WAIT
        while True:
            try:
                return super()._take_turn()
            except CoffeeRetryableError as err:
                if time.monotonic() >= until:
                    raise CoffeeRetryableError(
                        _(
                            "%s is busy with another job of Odoo. Try again in a "
                            "minute.",
                            self.backend_record.name,
                        ),
                        ignore_retry=True,
                    ) from err
            time.sleep(TURN_EVERY)

    def _report(self, alerts):
        """Ask people to look at what the machine lacks.

        In a transaction of its own, one at a time: what an order writes must not fail
        because of it.
        """
        backend = self.backend_record
        with own_transaction(self.env, f"coffee.alerts:{backend.id}") as env:
            backend.with_env(env)._open_alerts(alerts)
