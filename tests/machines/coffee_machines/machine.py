# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The machine behind the wire: its menu, its cards, its log, its stock.

Nothing here knows HTTP. `Coffee1900` and `Coffee2900` put a wire on it, tests
and the demo press its buttons.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone

from . import history
from .edits import Edits
from .records import Alert, Brew, Card, Drink, Event, Level
from .sales_log import SalesLog

EVENTS_KEPT = 1000  # older ones cannot be asked for any more


class OutOfSomething(Exception):
    """Tell which consumable is missing; `code` and `name` as in `Level`."""

    def __init__(self, level: Level):
        super().__init__(f"Out of {level.name.lower()}")
        self.code = level.code
        self.name = level.name


class Machine(Edits, SalesLog):
    """Hold the live state; every change goes through a method, under `lock`.

    :param seed: same seed, same history
    :param brews, drinks, cards: how many of each there are to begin with
    :param until: end of the history (aware); in its time zone are the office hours
        in which people drink coffee. Fixed by default, so that the history is the
        same every day
    :param clock: callable that returns the machine's idea of now (aware UTC)
    :param currency: ISO code; its minor unit is a hundredth
    :param endless: consumables never run out
    """

    gaps = 0.0
    failures = 0.0

    def __init__(
        self,
        seed: int = 0,
        brews: int = 1000,
        drinks: int = 12,
        cards: int = 40,
        until: datetime = history.UNTIL,
        clock: Callable[[], datetime] | None = None,
        currency: str = "EUR",
        endless: bool = False,
    ):
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)  # notified on every event
        self.seed = seed
        self.clock = clock or (lambda: datetime.now(timezone.utc))
        self.currency = currency
        self.endless = endless
        self.serial = f"{self.version}-{seed:06d}"
        self.drinks: dict[str, Drink] = {
            drink.id: drink for drink in history.make_drinks(seed, drinks, until)
        }
        self.cards: dict[str, Card] = {
            card.uid: card for card in history.make_cards(seed, cards, until)
        }
        self.levels: dict[str, Level] = {
            level.code: level for level in history.make_levels()
        }
        self.alerts: list[Alert] = []
        self.brews: list[Brew] = []  # the sales log, by seq
        self.poured: list[Brew] = []  # physically poured on a client's order
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self.listeners: list[Callable[[Event], None]] = []
        self._brew_by_id: dict[str, Brew] = {}
        self._last_event = 0
        self._last_stamp = until.astimezone(timezone.utc)
        self._next_seq = 0
        self._orders = 0
        self._log(
            history.make_brews(
                seed,
                brews,
                list(self.drinks.values()),
                [card for card in self.cards.values() if card.active],
                until,
                self.gaps,
                self.failures,
            )
        )

    def pour(
        self,
        drink_id: str,
        additions: Iterable[str] = (),
        card: str | None = None,
        payment: str | None = None,
    ) -> Brew:
        """Press the button at the machine: one coffee, at once.

        :param card: uid of the badge that pays; without one it is cash
        :raise KeyError: no such drink
        :raise OutOfSomething: a consumable is used up
        """
        with self.lock:
            payment = payment or ("cashless" if card else "cash")
            brew = self.start_brew(drink_id, additions, payment, card)
            return self.finish_brew(brew)

    def start_brew(
        self,
        drink_id: str,
        additions: Iterable[str] = (),
        payment: str = "free",
        card: str | None = None,
    ) -> Brew:
        """Take the consumables and return a brew that is not in the log yet.

        :raise KeyError: no such drink
        :raise OutOfSomething: a consumable is used up; nothing was taken
        """
        with self.lock:
            drink = self.drinks[drink_id]
            self._consume(drink.recipe)
            self._orders += 1
            brew = Brew(
                id=f"order-{self._orders}",
                seq=None,
                drink_id=drink.id,
                selection=drink.selection,
                additions=tuple(additions),
                price=0 if payment in ("free", "test") else drink.price,
                payment=payment,
                card=card,
                started_at=self.clock(),
                duration=30,
                result="brewing",
            )
            self._brew_by_id[brew.id] = brew
            return brew

    def finish_brew(self, brew: Brew, result: str = "poured") -> Brew:
        """Write the brew into the log, take its price off the card, tell all."""
        with self.lock:
            brew.result = result
            if result != "poured":
                brew.price = 0
            brew.seq = self._next_seq
            self._log([brew])
            if brew.card in self.cards and brew.price:
                credit = self.cards[brew.card].credit - brew.price
                self.change_card(brew.card, credit=max(0, credit))
            self.emit("brew.finished", id=brew.id)
            return brew

    @property
    def last_event_id(self) -> int:
        """Return the number of the newest event, 0 before the first."""
        return self._last_event

    def emit(self, kind: str, **data: str) -> Event:
        """Number an event, keep it, and tell those who listen."""
        with self.lock:
            self._last_event += 1
            event = Event(self._last_event, kind, self.clock(), data)
            self.events.append(event)
            self.changed.notify_all()
            for listener in self.listeners:
                listener(event)
            return event

    def stamp(self) -> datetime:
        """Return the time of a change: now, yet after the change before it."""
        self._last_stamp = max(
            self.clock(), self._last_stamp + timedelta(microseconds=1)
        )
        return self._last_stamp

    def _consume(self, recipe: dict[str, int]) -> None:
        """Take what a drink needs; warn when a level falls below its minimum."""
        if self.endless:
            return
        for code, amount in recipe.items():
            if self.levels[code].level < amount:
                self.raise_alert(code, "error", f"{self.levels[code].name} empty")
                raise OutOfSomething(self.levels[code])
        for code, amount in recipe.items():
            self.set_level(code, self.levels[code].level - amount)
