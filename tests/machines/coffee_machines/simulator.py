# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A machine with a wire: switch it on and off, keep its state in a file."""

import os
import threading
from pathlib import Path
from typing import Any

import msgspec

from .exchange import Request, Response
from .faults import Faults
from .machine import Machine
from .records import Alert, Brew, Card, Drink, Level
from .server import Server


class Simulator(Machine):
    """Serve a `Machine` on a loopback socket; use it in a `with` block.

    :param port: 0 lets the system choose
    :param state: file that keeps the state; it is read if it exists, and
        written after each request that changed something and at the end
    :param machine: passed on to `Machine` (seed, brews, drinks, cards, …)
    :ivar faults: see `Fault`
    :ivar requests: every request, oldest first, see `Request`
    """

    keep_alive = True

    def __init__(
        self,
        *,
        port: int = 0,
        state: str | os.PathLike | None = None,
        **machine: Any,
    ):
        super().__init__(**machine)
        self.server = Server(self._serve, port=port, keep_alive=self.keep_alive)
        self.dirty = False  # something changed since the state was saved
        self._made = len(self.brews)  # brews that the seed gives again
        self._state_path = Path(state) if state else None
        self.listeners.append(self._mark_dirty)

    @property
    def port(self) -> int:
        """Return the port, once the machine is on."""
        return self.server.port

    @property
    def faults(self) -> Faults:
        """Return the switches for faults."""
        return self.server.faults

    @property
    def requests(self):
        """Return the log of requests."""
        return self.server.requests

    @property
    def stopping(self) -> threading.Event:
        """Return what is set when the machine is being switched off."""
        return self.server.stopping

    def start(self):
        """Switch the machine on, in the state in which it was left."""
        if self._state_path and self._state_path.exists():
            self._load(self._state_path)
        self.server.start()
        return self

    def stop(self) -> None:
        """Switch the machine off."""
        with self.changed:
            self.stopping.set()
            self.changed.notify_all()
        self.server.stop()
        self._save()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc_info) -> None:
        self.stop()

    def answer(self, request: Request) -> Response:
        """Answer a request; every version does it its way."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, Any]:
        """Return what the seed does not give again, for `restore`."""
        with self.lock:
            return {
                "seed": self.seed,
                "made": self._made,
                "serial": self.serial,
                "drinks": list(self.drinks.values()),
                "cards": list(self.cards.values()),
                "levels": list(self.levels.values()),
                "alerts": self.alerts,
                "brews": self.brews[self._made :],
                "poured": [brew.id for brew in self.poured],
                "next_seq": self._next_seq,
                "orders": self._orders,
                "last_event": self._last_event,
                "last_stamp": self._last_stamp,
            }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over a snapshot.

        :raise ValueError: it belongs to a machine with another history
        """
        if (saved["seed"], saved["made"]) != (self.seed, self._made):
            raise ValueError("the state file is of a machine with another history")
        self.serial = saved["serial"]
        self.drinks = {x.id: x for x in typed(saved["drinks"], Drink)}
        self.cards = {x.uid: x for x in typed(saved["cards"], Card)}
        self.levels = {x.code: x for x in typed(saved["levels"], Level)}
        self.alerts = typed(saved["alerts"], Alert)
        self._log(typed(saved["brews"], Brew)[len(self.brews) - self._made :])
        self.poured = [self._brew_by_id[brew_id] for brew_id in saved["poured"]]
        self._next_seq = saved["next_seq"]
        self._orders = saved["orders"]
        self._last_event = saved["last_event"]
        self._last_stamp = msgspec.convert(
            saved["last_stamp"], type(self._last_stamp), strict=False
        )

    def _serve(self, request: Request) -> Response:
        response = self.answer(request)
        if self.dirty:
            self._save()
        return response

    def _mark_dirty(self, _event) -> None:
        self.dirty = True

    def _load(self, path: Path) -> None:
        self.restore(msgspec.json.decode(path.read_bytes()))

    def _save(self) -> None:
        """Write the state in one piece or not at all."""
        with self.lock:
            self.dirty = False
            if self._state_path is None:
                return
            draft = self._state_path.with_name(self._state_path.name + ".new")
            draft.write_bytes(msgspec.json.encode(self.snapshot()))
            draft.replace(self._state_path)


def typed(rows: list[dict[str, Any]], kind: type) -> list:
    """Return plain rows as records."""
    return msgspec.convert(rows, list[kind], strict=False)
