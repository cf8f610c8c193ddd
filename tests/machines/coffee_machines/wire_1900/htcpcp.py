# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""HTCPCP (RFC 2324) with the tea extension (RFC 7168).

`BREW /pot-0` pours the pot's own drink, `BREW /pot-0/3` selection 3, as
RFC 7168 names a tea after the pot.
"""

import threading

from ..exchange import Request, Response, text_response
from ..machine import OutOfSomething
from ..records import Brew, Drink
from .additions import read_additions
from .pots import Pot, alternates

COFFEE_TYPES = ("message/coffeepot", "application/coffee-pot-command")
TEA_TYPE = "message/teapot"
METHODS = "BREW, POST, WHEN, GET, PROPFIND"


class Htcpcp:
    """Serve the pots of a `Coffee1900`."""

    def answer_pot(self, request: Request) -> Response:
        """Answer a request for a pot, or for none."""
        name, *selection = request.segments or [""]
        if not name:
            return text_response(
                "Choose a pot.\r\n", 300, Alternates=alternates(self.pots.values())
            )
        if name not in self.pots or len(selection) > 1:
            return text_response("There is no such pot.\r\n", 404)
        pot = self.pots[name]
        if request.method in ("BREW", "POST"):
            return self._brew(request, pot, selection)
        if request.method == "WHEN":
            return self._when(pot)
        if request.method == "GET":
            return text_response(self._state(pot))
        if request.method == "PROPFIND":
            return text_response(self._properties(pot))
        return text_response("No.\r\n", 405, Allow=METHODS)

    def _brew(self, request: Request, pot: Pot, selection: list[str]) -> Response:
        """Obey a coffee-message-body."""
        kind = request.content_type
        if pot.teapot and kind != TEA_TYPE:
            return text_response("I'm a teapot, short and stout.\r\n", 418)
        if kind not in (*COFFEE_TYPES, TEA_TYPE):
            return text_response("Send message/coffeepot.\r\n", 415)
        if kind == TEA_TYPE:
            return text_response("Out of tea.\r\n", 503)
        message = request.body.strip()
        if message == b"stop":
            return self._stop_brewing(pot)
        if message != b"start":
            return text_response("Say start or stop.\r\n", 400)
        try:
            additions = read_additions(
                request.headers.get("Accept-Additions") or "", self.additions
            )
        except ValueError as err:
            return text_response(f"{err}\r\n", 400)
        return self._refusal(additions) or self._start(pot, selection, additions)

    def _refusal(self, additions: list[str]) -> Response | None:
        """Refuse what the machine does not have, and what nobody should drink."""
        if set(additions) - set(self.additions):
            return text_response(", ".join(self.additions) + "\r\n", 406)
        for combination in self.offensive:
            if combination <= set(additions):
                text = " with ".join(sorted(combination))
                return text_response(f"{text} offends.\r\n", 403)
        return None

    def _start(self, pot: Pot, selection: list[str], additions: list[str]) -> Response:
        drink = self._chosen(pot, selection)
        if drink is None:
            return text_response("There is no such drink.\r\n", 404)
        if pot.brewing or self.busy:
            return text_response(
                "Busy: another coffee is being brewed.\r\n", 503, Retry_After="5"
            )
        try:
            brew = self.start_brew(drink.id, additions)
        except OutOfSomething as err:
            return text_response(f"{err}.\r\nEDJ: {err.name}\r\n", 503)
        pot.brewing = brew
        pot.milk = any(addition.startswith("milk-type=") for addition in additions)
        if not self.brew_seconds:
            self.finish_pot(pot, brew)
            return text_response(f"{drink.name} brewed.\r\n", 200)
        timer = threading.Timer(self.brew_seconds, self.finish_pot, [pot, brew])
        timer.daemon = True
        self.timers[pot.name] = timer
        timer.start()
        return text_response(f"Brewing {drink.name}.\r\n", self.started_status)

    def _chosen(self, pot: Pot, selection: list[str]) -> Drink | None:
        """Return the drink that was asked for, or the pot's own."""
        for drink in self.drinks.values():
            if not drink.available:
                continue
            if selection == [str(drink.selection)]:
                return drink
            if not selection and pot.drink_id in (None, drink.id):
                return drink
        return None

    def finish_pot(self, pot: Pot, brew: Brew) -> None:
        """Let the coffee have run through; a second call changes nothing."""
        with self.lock:
            if pot.brewing is brew:
                pot.brewing, pot.milk = None, False
                self.poured.append(self.finish_brew(brew))

    def _stop_brewing(self, pot: Pot) -> Response:
        if pot.brewing is None:
            return text_response("Nothing is being brewed.\r\n", 200)
        self.timers[pot.name].cancel()
        self.finish_pot(pot, pot.brewing)
        return text_response("Stopped: a short one.\r\n", 200)

    def _when(self, pot: Pot) -> Response:
        if not pot.milk:
            return text_response("No milk is being poured.\r\n", 200)
        pot.milk = False
        return text_response("The milk has stopped.\r\n", 200)

    def _state(self, pot: Pot) -> str:
        state = "teapot" if pot.teapot else "brewing" if pot.brewing else "ready"
        return f"pot: {pot.name}\r\nstate: {state}\r\n"

    def _properties(self, pot: Pot) -> str:
        """Return what is being brewed, one `name: value` a line."""
        brew = pot.brewing
        if brew is None:
            return self._state(pot)
        return self._state(pot) + (
            f"selection: {brew.selection}\r\n"
            f"name: {self.drinks[brew.drink_id].name}\r\n"
            f"additions: {', '.join(brew.additions)}\r\n"
            f"milk: {'pouring' if pot.milk else 'stopped'}\r\n"
        )
