# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`GET /audit`, and what the audit needs to know of the machine."""

from datetime import datetime

from ..exchange import Response
from ..records import Drink
from .audit import Audit


class Readout:
    """Read out the counters of a `Coffee1900`."""

    def audit_text(self) -> bytes:
        """Read out the counters, by wire, card or telemetry box alike.

        A read counts, is told, and starts a new interval of events.
        """
        with self.lock:
            self.reads += 1
            text = Audit(self).text()
            self.last_read_at = self.local_now()
            self.events_since_audit.clear()
            self.dirty = True
            return text

    def answer_audit(self) -> Response:
        """Return the audit."""
        return Response(
            200,
            {"Content-Type": "text/plain; charset=iso-8859-1"},
            self.audit_text(),
        )

    def local_now(self) -> datetime:
        """Return the time that the machine shows."""
        return self.clock().astimezone(self.time_zone)

    def portions(self, drink: Drink) -> tuple[int, int, int]:
        """Return how many of a drink are left, fit in, and are the minimum."""
        levels = [(self.levels[code], need) for code, need in drink.recipe.items()]
        return (
            min((level.level // need for level, need in levels), default=0),
            min((level.capacity // need for level, need in levels), default=0),
            min((level.minimum // need for level, need in levels), default=0),
        )
