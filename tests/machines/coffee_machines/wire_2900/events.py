# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`GET /events`: server-sent events (WHATWG HTML §9.2)."""

import json
from collections.abc import Iterator

from ..exchange import Request, Response
from ..moments import moment
from ..records import Event
from . import wire
from .problem import Problem
from .routing import route

HEARTBEAT = 15.0  # seconds between two comments that keep proxies awake
RETRY = 2000  # milliseconds; how long a client waits before it comes back


class EventRoutes:
    """Tell what happens as it happens; a part of `Coffee2900`."""

    @route("GET", "/events", locked=False)
    def stream_events(self, request: Request) -> Response:
        """Send the events after `Last-Event-ID`, without it from now on.

        The stream ends after `stream_seconds`; a client then comes back.
        """
        last = request.headers.get("Last-Event-ID")
        if last is not None and not (last.isascii() and last.isdigit()):
            raise Problem("malformed", "Last-Event-ID has to be one of ours")
        start = self.last_event_id if last is None else int(last[:18])
        return Response(
            200,
            {"Content-Type": "text/event-stream", "Cache-Control": "no-store"},
            stream=self._event_stream(start),
        )

    def _event_stream(self, last: int) -> Iterator[bytes]:
        yield f"retry: {RETRY}\n\n".encode()
        end = moment() + self.stream_seconds
        while True:
            events = self._events_after(last, end)
            for event in events:
                yield self._event_text(event)
                last = event.id
            if self.stopping.is_set() or moment() >= end:
                return
            if not events:
                yield b": still here\n\n"

    def _events_after(self, last: int, end: float) -> list[Event]:
        """Return the events after `last`, waiting for one up to a heartbeat."""
        with self.changed:
            found = [event for event in self.events if event.id > last]
            if not found and not self.stopping.is_set():
                self.changed.wait(max(0, min(HEARTBEAT, end - moment())))
                found = [event for event in self.events if event.id > last]
            return found

    def _event_text(self, event: Event) -> bytes:
        data = json.dumps({"at": wire.time_text(event.at), **event.data})
        return f"id: {event.id}\nevent: {event.type}\ndata: {data}\n\n".encode()
