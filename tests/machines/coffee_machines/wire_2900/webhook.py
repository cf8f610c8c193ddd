# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Push events to a client, who may lose, double or reorder them."""

import json
import queue
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..records import Event
from . import wire
from .signature import sign

ATTEMPTS = 3
TIMEOUT = 5.0  # seconds


@dataclass
class Target:
    """Where to push, and the secret to sign with (`whsec_` and base64)."""

    url: str
    secret: str


@dataclass
class Delivery:
    """One attempt to push; `status` is None where nobody answered."""

    id: str
    type: str
    url: str
    status: int | None


class Pusher:
    """Push in a thread of its own; one event, one message, a few attempts.

    :ivar target: where to, None: nowhere
    :ivar deliveries: every attempt, for assertions
    :ivar lose: so many events are never pushed
    :ivar double: so many events are pushed twice, under the same id
    :ivar retry_seconds: pause after a failed attempt; doubles each time
    """

    def __init__(self, serial: str, clock: Callable[[], datetime]):
        self.serial = serial
        self.clock = clock
        self.target: Target | None = None
        self.deliveries: list[Delivery] = []
        self.lose = 0
        self.double = 0
        self.retry_seconds = 0.2
        self._held: list[Event] | None = None
        self._queue: queue.Queue[Event | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # loopback addresses must not go through a proxy of the environment
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def start(self) -> None:
        """Start the thread."""
        self._stopping.clear()
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Drop what is waiting and end the thread."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread:
            self._thread.join(timeout=TIMEOUT + 1)

    def notify(self, event: Event) -> None:
        """Queue an event; called by the machine for each one."""
        if self.target is None:
            return
        if self.lose > 0:
            self.lose -= 1
        elif self._held is not None:
            self._held.append(event)
        else:
            self._queue.put(event)

    def hold(self) -> None:
        """Keep what comes from now on, as on a bad line."""
        self._held = []

    def release(self, backwards: bool = False) -> None:
        """Push what was kept, newest first if `backwards`."""
        held, self._held = self._held or [], None
        for event in reversed(held) if backwards else held:
            self._queue.put(event)

    def drain(self) -> None:
        """Wait until everything queued was pushed or given up."""
        self._queue.join()

    def message(self, event: Event) -> bytes:
        """Return the body; it wakes the pull and carries no truth."""
        return json.dumps(
            {
                "type": event.type,
                "timestamp": wire.time_text(event.at),
                "data": {"machine": self.serial, **event.data},
            },
            separators=(",", ":"),
        ).encode()

    def _run(self) -> None:
        while not self._stopping.is_set():
            event = self._queue.get()
            if event and self.target and not self._stopping.is_set():
                message_id = f"msg_{secrets.token_hex(12)}"
                self._deliver(message_id, event)
                if self.double > 0:
                    self.double -= 1
                    self._deliver(message_id, event)
            self._queue.task_done()

    def _deliver(self, message_id: str, event: Event) -> None:
        """Push until somebody says that he has it."""
        for attempt in range(ATTEMPTS):
            status = self._post(self.target, message_id, event)
            if status is not None and 200 <= status < 300:
                return
            if self._stopping.wait(self.retry_seconds * 2**attempt):
                return

    def _post(self, target: Target, message_id: str, event: Event) -> int | None:
        body = self.message(event)
        timestamp = int(self.clock().timestamp())
        request = urllib.request.Request(
            target.url,
            body,
            {
                "Content-Type": "application/json",
                "webhook-id": message_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": sign(target.secret, message_id, timestamp, body),
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                status = response.status
        except urllib.error.HTTPError as err:
            status = err.code
        except (OSError, ValueError):  # nobody there, or not a URL to reach
            status = None
        self.deliveries.append(Delivery(message_id, event.type, target.url, status))
        return status
