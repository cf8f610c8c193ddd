# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Coffee 1900: a legacy machine behind a serial-to-network box.

Start one alone with `python -m coffee_machines.coffee_1900 --help`.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from . import command
from .exchange import Request, Response, text_response
from .menu import ADDITIONS
from .records import Brew
from .simulator import Simulator
from .wire_1900.card import CARD_LINES, MemoryCard
from .wire_1900.counters import Counters
from .wire_1900.htcpcp import Htcpcp
from .wire_1900.pots import Pot, make_pots
from .wire_1900.readout import Readout
from .wire_1900.technician import Technician

OFFENSIVE = (frozenset({"milk-type=Skim", "syrup-type=Chocolate"}),)


class Coffee1900(Technician, Htcpcp, MemoryCard, Readout, Simulator):
    """A simulated Coffee 1900.

    :param username, password: HTTP Basic; without them everybody may
    :param time_zone: IANA name; the machine writes local time without zone
    :param pots: what kind each pot is, coffee or teapot
    :param when_busy: what a second client meets while one is being served:
        503, reset, refuse (nobody listens) or wait
    :param card_lines: how many lines the memory card holds
    :param simulator: passed on to `Simulator` and `Machine`

    Switches, to be set at any time:

    :ivar brew_seconds: how long a coffee ordered by a client takes
    :ivar started_status: 201 or 202, the answer to a brew that takes time
    :ivar busy: somebody is at the machine: orders are 503
    :ivar additions: what the machine has; anything else is 406
    :ivar offensive: combinations that are 403
    :ivar safe: the `Safe` header of the pots (yes, no, if-user-awake)
    """

    version = "1900"
    gaps = 0.02
    keep_alive = False

    def __init__(
        self,
        *,
        username: str | None = None,
        password: str | None = None,
        time_zone: str = "Europe/Berlin",
        pots: Iterable[str] = ("coffee", "coffee", "teapot"),
        when_busy: str = "503",
        card_lines: int = CARD_LINES,
        **simulator: Any,
    ):
        self.counters = Counters()
        super().__init__(**simulator)
        self.username = username
        self.password = password
        self.time_zone = ZoneInfo(time_zone)
        self.model = "COFFEE-1900"
        self.place = "Kitchen"
        self.asset = f"A{self.seed:05d}"
        self.reads = 0
        self.last_read_at: datetime | None = None
        self.event_counter: Counter[str] = Counter()
        self.events_since_audit: Counter[str] = Counter()
        self.card_lines = card_lines
        self.damage: dict[int, str] = {}
        self.pots: dict[str, Pot] = make_pots(pots)
        self.timers: dict[str, threading.Timer] = {}
        self.brew_seconds = 0.0
        self.started_status = 202
        self.busy = False
        self.additions = ADDITIONS
        self.offensive: Iterable[frozenset[str]] = OFFENSIVE
        self.safe = "if-user-awake"
        self.server.when_busy = when_busy
        self.server.busy = self._busy

    @property
    def location(self) -> str:
        """Return the address of the first pot, as an operator would type it."""
        return f"coffee://127.0.0.1:{self.port}/pot-0"

    def stop(self) -> None:
        """Switch the machine off; what is being brewed runs through."""
        for timer in self.timers.values():
            timer.cancel()
        for pot in self.pots.values():
            if pot.brewing:
                self.finish_pot(pot, pot.brewing)
        super().stop()

    def answer(self, request: Request) -> Response:
        """Answer a request for a file or a pot."""
        if self.username and request.basic_credentials() != (
            self.username,
            self.password,
        ):
            return text_response(
                "Who are you?\r\n", 401, WWW_Authenticate='Basic realm="coffee"'
            )
        with self.lock:
            if request.path == "/audit" and request.method == "GET":
                return self.answer_audit()
            if request.path == "/log" and request.method == "GET":
                return self.answer_log(request)
            response = self.answer_pot(request)
        response.headers["Safe"] = self.safe
        return response

    def snapshot(self) -> dict[str, Any]:
        """Add what only this version knows."""
        return super().snapshot() | {
            "counters": self.counters.rows(),
            "reads": self.reads,
            "last_read_at": self.last_read_at,
            "events": self.event_counter,
            "events_since_audit": self.events_since_audit,
            "damage": self.damage,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over a snapshot."""
        super().restore(saved)
        self.counters = Counters.of(saved["counters"])
        self.reads = saved["reads"]
        last_read_at = saved["last_read_at"]
        self.last_read_at = last_read_at and msgspec.convert(last_read_at, datetime)
        self.event_counter = Counter(saved["events"])
        self.events_since_audit = Counter(saved["events_since_audit"])
        self.damage = {int(seq): kind for seq, kind in saved["damage"].items()}

    def _busy(self, request: Request) -> Response:
        return text_response(
            "Busy: somebody else is being served.\r\n",
            503,
            Retry_After="1",
            Safe=self.safe,
        )

    def _log(self, brews: Iterable[Brew]) -> None:
        """Count each coffee as well."""
        brews = list(brews)
        super()._log(brews)
        for brew in brews:
            self.counters.add(brew)


HINT = """
curl -s http://127.0.0.1:{machine.port}/audit
curl -s "http://127.0.0.1:{machine.port}/log?after=0&limit=5"
curl -si -X BREW http://127.0.0.1:{machine.port}/pot-0 -d start \\
    -H "Content-Type: message/coffeepot" -H "Accept-Additions: milk-type=Skim"
"""


def main() -> None:
    """Start a Coffee 1900 alone."""
    options = command.parser(Coffee1900)
    options.add_argument("--time-zone", default="Europe/Berlin")
    options.add_argument("--brew-seconds", type=float, default=0.0)
    options.add_argument(
        "--when-busy", choices=("503", "reset", "refuse", "wait"), default="503"
    )
    chosen = options.parse_args()

    def make() -> Coffee1900:
        machine = Coffee1900(
            time_zone=chosen.time_zone,
            when_busy=chosen.when_busy,
            **command.arguments(chosen),
        )
        machine.brew_seconds = chosen.brew_seconds
        return machine

    command.start(make, chosen, HINT)


if __name__ == "__main__":
    main()
