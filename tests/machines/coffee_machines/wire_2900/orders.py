# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`POST /brews`: pour a coffee, once for each idempotency key.

The key is reserved before anything happens and keeps its brew for good, so a
client that never saw the answer may ask again and gets the same brew.
"""

import re
import threading
from dataclasses import dataclass

from ..exchange import Request, Response, json_response
from ..machine import OutOfSomething
from ..records import Brew
from . import wire
from .bodies import Order, read_body
from .problem import Problem
from .routing import route

KEY = re.compile(r"[\x21-\x7e]{1,255}")
BUSY_RETRY = 5  # seconds
EMPTY_RETRY = 300  # seconds; somebody has to fetch beans


@dataclass
class PlacedOrder:
    """What a key stands for; `brew_id` is None while it is being worked on."""

    drink_id: str
    additions: list[str]
    brew_id: str | None = None


class OrderRoutes:
    """Pour on a client's order; a part of `Coffee2900`."""

    @route("POST", "/brews", scope="brew", locked=False)
    def post_brew(self, request: Request) -> Response:
        """Start a brew, or return the one that the key stands for."""
        key = request.headers.get("Idempotency-Key") or ""
        if not KEY.fullmatch(key):
            raise Problem("malformed", "Idempotency-Key is needed")
        order = read_body(request, Order)
        known = self._reserve(key, order)
        if known:
            return self._accepted(known)
        try:
            self.stopping.wait(self.order_seconds)
            with self.lock:
                brew = self._begin(order)
                self.orders[key].brew_id = brew.id
        finally:
            self._release(key)
        response = self._accepted(brew)
        self._let_finish(brew)
        return response

    def _reserve(self, key: str, order: Order) -> Brew | None:
        """Return the brew that the key stands for, or keep the key for a new one.

        :raise Problem: 409, it is being worked on; 422, it is for another order
        """
        with self.lock:
            placed = self.orders.get(key)
            if placed is None:
                self.orders[key] = PlacedOrder(order.drink_id, order.additions)
                return None
            if (placed.drink_id, placed.additions) != (order.drink_id, order.additions):
                raise Problem("key-reused", "This key came with another order before")
            if placed.brew_id is None:
                raise Problem(
                    "in-flight",
                    "An order with this key is being worked on",
                    {"Retry-After": str(BUSY_RETRY)},
                )
            return self.brew(placed.brew_id)

    def _release(self, key: str) -> None:
        """Give the key back if no brew came of it: it may be tried again."""
        with self.lock:
            if self.orders[key].brew_id is None:
                del self.orders[key]

    def _begin(self, order: Order) -> Brew:
        """Start the brew.

        :raise Problem: 404, 409, 422 or 503; nothing was poured then
        """
        drink = self._drink(order.drink_id)
        if not drink.available:
            raise Problem("not-possible", f"{drink.name} is not available")
        if unknown := set(order.additions) - set(drink.additions):
            raise Problem(
                "not-possible", f"Not with this: {', '.join(sorted(unknown))}"
            )
        if self.busy or self.brewing:
            raise Problem(
                "busy",
                "Another coffee is being brewed",
                {"Retry-After": str(BUSY_RETRY)},
            )
        try:
            brew = self.start_brew(order.drink_id, order.additions)
        except OutOfSomething as err:
            raise Problem(
                "out-of-something",
                str(err),
                {"Retry-After": str(EMPTY_RETRY)},
                code=err.code,
            ) from err
        self.brewing = brew
        self.dirty = True
        return brew

    def _let_finish(self, brew: Brew) -> None:
        """Finish at once, or when the coffee has run through."""
        if not self.brew_seconds:
            return self._finish(brew)
        self._timer = threading.Timer(self.brew_seconds, self._finish, [brew])
        self._timer.daemon = True
        self._timer.start()

    def _finish(self, brew: Brew) -> None:
        with self.lock:
            if brew.result != "brewing":
                return  # the machine was switched off in this very moment
            failed = self.fail_brews > 0
            self.fail_brews -= failed
            self.brewing = None
            self.finish_brew(brew, "failed" if failed else "poured")
            if not failed:
                self.poured.append(brew)

    def _accepted(self, brew: Brew) -> Response:
        return json_response(
            wire.brew(brew, self.currency), 202, Location=f"/v1/brews/{brew.id}"
        )
