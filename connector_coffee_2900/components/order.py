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
from .adapter import TOKEN_PATH

# problems that are about the order itself, and mean that nothing is poured
REFUSALS = {"busy", "malformed", "not-found", "not-possible", "out-of-something"}
# problems that are about the request: it poured nothing, one before it may have
NOT_NOW = {"scope-missing", "too-many-requests", "unauthorized", "unavailable"}
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

    def _is_token_refused(self, response):
        """Believe the machine alone: another one may have let the order pass."""
        problem = problem_of(response)
        return bool(problem) and problem.kind == "unauthorized"

    def check_status(self, response):
        """Tell what a problem means for an order, then for a request as such.

        Whatever is no problem document of the machine itself, or none that we know,
        comes from something in between, which cannot know what the machine does.

        :raise CoffeeRefusedError: the machine knows the order, and pours nothing
        :raise CoffeeOutcomeUnknownError: the order is being worked on, or it is not
            the machine that speaks
        """
        if response.request.path_url.endswith(TOKEN_PATH):
            return super().check_status(response)  # the order has not left yet
        problem = problem_of(response)
        kind = problem.kind if problem else ""
        if kind in REFUSALS:
            said = problem.detail or problem.title or kind
            raise CoffeeRefusedError(self.excerpt(said.encode()))
        if response.status_code >= 300 and kind not in NOT_NOW:
            raise CoffeeOutcomeUnknownError(
                _("The machine cannot tell yet (%s).", self.said(response)),
                seconds=self._retry_after(response),
            )
        return super().check_status(response)
