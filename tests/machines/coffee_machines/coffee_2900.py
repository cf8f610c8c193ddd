# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Coffee 2900: a networked machine with a JSON API.

Start one alone with `python -m coffee_machines.coffee_2900 --help`.
"""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from . import command
from .menu import LANGUAGES
from .records import Brew
from .simulator import Simulator, typed
from .wire_2900.brews import BrewRoutes
from .wire_2900.cards import CardRoutes
from .wire_2900.dispatch import Dispatch
from .wire_2900.drinks import DrinkRoutes
from .wire_2900.events import EventRoutes
from .wire_2900.oauth import TokenOffice, TokenRoutes
from .wire_2900.orders import OrderRoutes, PlacedOrder
from .wire_2900.push import PushRoutes
from .wire_2900.rate_limit import RateLimit
from .wire_2900.routing import Routes
from .wire_2900.status import StatusRoutes
from .wire_2900.webhook import Pusher, Target

SCOPES = ("menu:write", "cards:write", "brew")


class Coffee2900(
    DrinkRoutes,
    CardRoutes,
    BrewRoutes,
    OrderRoutes,
    StatusRoutes,
    EventRoutes,
    PushRoutes,
    TokenRoutes,
    Dispatch,
    Simulator,
):
    """A simulated Coffee 2900.

    :param expires_in: seconds that an access token is good for
    :param scopes: what the client may be granted
    :param simulator: passed on to `Simulator` and `Machine`

    Switches, to be set at any time:

    :ivar tokens: `tokens.expire()`, `tokens.expires_in`, `tokens.scopes`
    :ivar rate_limit: a `RateLimit`, None: no limit
    :ivar old_firmware: answer 200 with `{"status": "failed", …}` for a problem
    :ivar gzip: compress answers for clients that accept it
    :ivar brew_seconds: how long a coffee ordered by a client takes
    :ivar order_seconds: how long a new order is in flight before its answer
    :ivar busy: somebody else is at the machine: orders are 409
    :ivar fail_brews: so many orders end without a coffee
    :ivar stream_seconds: when a stream of events ends
    :ivar webhook: the `Pusher`, with switches of its own
    """

    version = "2900"
    gaps = 0.01
    failures = 0.005

    def __init__(
        self,
        *,
        username: str = "odoo",
        password: str = "crema-2900",
        expires_in: int = 3600,
        scopes: Iterable[str] = SCOPES,
        **simulator: Any,
    ):
        super().__init__(**simulator)
        self.username = username
        self.password = password
        self.model = "Coffee 2900"
        self.firmware = "4.2.0"
        self.languages = LANGUAGES
        self.tokens = TokenOffice(username, password, scopes, self._now, expires_in)
        self.rate_limit: RateLimit | None = None
        self.old_firmware = False
        self.gzip = True
        self.brew_seconds = 0.0
        self.order_seconds = 0.0
        self.busy = False
        self.fail_brews = 0
        self.stream_seconds = 300.0
        self.cursor_epoch = 0
        self.orders: dict[str, PlacedOrder] = {}  # by idempotency key
        self.brewing: Brew | None = None
        self.webhook = Pusher(self.serial, self._now)
        self.listeners.append(self.webhook.notify)
        self._timer: threading.Timer | None = None
        self._routes = self.routes()

    def _now(self) -> datetime:
        """Return the machine's time, also after `clock` was exchanged."""
        return self.clock()

    @classmethod
    def routes(cls) -> Routes:
        """Return what the machine serves."""
        return Routes(cls)

    @property
    def location(self) -> str:
        """Return the base address, as an operator would type it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def state(self) -> str:
        """Return ready, brewing or attention."""
        if self.active_alerts():
            return "attention"
        return "brewing" if self.brewing or self.busy else "ready"

    def start(self) -> "Coffee2900":
        """Switch the machine on."""
        self.webhook.start()
        return super().start()

    def stop(self) -> None:
        """Switch the machine off; what is being brewed runs through."""
        if self._timer:
            self._timer.cancel()
        if self.brewing:
            self._finish(self.brewing)
        super().stop()
        self.webhook.stop()

    def expire_cursors(self) -> None:
        """Forget every cursor handed out so far: they are 410 from now on."""
        self.cursor_epoch += 1
        self.dirty = True

    def snapshot(self) -> dict[str, Any]:
        """Add what only this version knows."""
        return super().snapshot() | {
            "cursor_epoch": self.cursor_epoch,
            "keys": self.orders,
            "brewing": self.brewing,
            "webhook": self.webhook.target,
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over a snapshot; what was being brewed has run through meanwhile."""
        super().restore(saved)
        self.cursor_epoch = saved["cursor_epoch"]
        keys = msgspec.convert(saved["keys"], dict[str, PlacedOrder])
        self.orders = {key: order for key, order in keys.items() if order.brew_id}
        self.webhook.target = msgspec.convert(saved["webhook"], Target | None)
        if saved["brewing"]:
            (brew,) = typed([saved["brewing"]], Brew)
            self._brew_by_id[brew.id] = brew
            self._finish(brew)


HINT = """
TOKEN=$(curl -s {machine.location}/v1/oauth/token -d grant_type=client_credentials \\
    -u {machine.username}:{machine.password} | cut -d'"' -f4)
curl -s {machine.location}/v1/brews?limit=2 -H "Authorization: Bearer $TOKEN"
"""


def main() -> None:
    """Start a Coffee 2900 alone."""
    options = command.parser(Coffee2900)
    options.add_argument("--brew-seconds", type=float, default=0.0)
    options.add_argument("--old-firmware", action="store_true")
    chosen = options.parse_args()

    def make() -> Coffee2900:
        machine = Coffee2900(**command.arguments(chosen))
        machine.brew_seconds = chosen.brew_seconds
        machine.old_firmware = chosen.old_firmware
        return machine

    command.start(make, chosen, HINT)


if __name__ == "__main__":
    main()
