# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from urllib.parse import quote

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import const, rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeError,
    CoffeeOutcomeUnknownError,
    CoffeeRefusedError,
)

from .. import wire
from ..problem import problem_of

# problems that are about the order itself, and mean that nothing is poured
REFUSALS = {"busy", "malformed", "not-found", "not-possible", "out-of-something"}
IN_FLIGHT = "in-flight"
LOOK_EVERY = 0.3  # seconds, whether the coffee is done
RESULTS = {"brewing": "brewing", "poured": "poured"}


class Coffee2900OrderAdapter(Component):
    """Pour with POST /brews: one coffee for each idempotency key, for good."""

    _name = "coffee.2900.order.adapter"
    _inherit = ["coffee.2900.adapter", "coffee.order.adapter"]
    _apply_on = ["coffee.order"]

    _can_pour = True
    _can_repeat = True

    def pour(self, drink, additions, key):
        response = self.request(
            "POST",
            "/brews",
            json={"drink_id": drink, "additions": additions},
            headers={"Idempotency-Key": key},
            allow_redirects=False,
        )
        return self._wait(self._read(response))

    def follow(self, external_id):
        try:
            response = self.request("GET", f"/brews/{quote(external_id, safe='')}")
        except CoffeeRefusedError as err:
            # it does not refuse to pour, it has forgotten that it did
            raise CoffeeOutcomeUnknownError(str(err)) from err
        return self._read(response)

    def _wait(self, pour):
        """Look until the coffee is done, for a few seconds at the most.

        What goes wrong meanwhile does not matter: the machine has taken the order.
        """
        until = time.monotonic() + const.POUR_WAIT
        while pour.result == "brewing" and time.monotonic() < until:
            try:
                pour = self.follow(pour.external_id)
            except CoffeeError:
                return pour
            if pour.result == "brewing":
                time.sleep(LOOK_EVERY)
        return pour

    def _read(self, response):
        brew = self.decode(response, wire.OrderedBrew)
        return rows.Pour(external_id=brew.id, result=RESULTS.get(brew.result, "failed"))

    def check_status(self, response):
        """Tell what a problem means for an order, then for a request as such.

        :raise CoffeeRefusedError: the machine knows the order, and pours nothing
        :raise CoffeeOutcomeUnknownError: the order is being worked on, or a 5xx that
            is not the machine's own word
        """
        problem = problem_of(response)
        if problem and problem.kind in REFUSALS:
            raise CoffeeRefusedError(problem.detail or problem.title)
        unclear = problem and problem.kind == IN_FLIGHT
        if unclear or response.status_code in (500, 502, 504):
            raise CoffeeOutcomeUnknownError(
                _("The machine cannot tell yet (%s).", response.status_code),
                seconds=self._retry_after(response),
            )
        return super().check_status(response)
