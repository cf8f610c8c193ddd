# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a technician does to a Coffee 1900: doors, boards, counters."""

from collections import Counter

from ..records import Alert
from .counters import Counters

EVENTS = {
    "EGS": "Door open",
    "EDJ": "Ingredient empty",
    "EDT": "Grinder fault",
    "EDO": "Scale needed",
}


class Technician:
    """Change what the audit of a `Coffee1900` tells."""

    def raise_event(self, code: str) -> Alert:
        """Let an event be active; `clear_alert` ends it.

        :param code: a key of `EVENTS`
        """
        return self.raise_alert(code, "warning", EVENTS[code])

    def raise_alert(self, code: str, severity: str, message: str) -> Alert:
        """Count the event as well; an empty consumable is an EDJ."""
        with self.lock:
            event = "EDJ" if code in self.levels and severity == "error" else code
            known = any(
                (alert.code, alert.severity) == (code, severity)
                for alert in self.active_alerts()
            )
            if event in EVENTS and not known:
                self.event_counter[event] += 1
                self.events_since_audit[event] += 1
            return super().raise_alert(code, severity, message)

    def event_active(self, code: str) -> bool:
        """Tell whether an event is active now."""
        return any(
            alert.code == code
            or (code == "EDJ" and alert.code in self.levels)
            and alert.severity == "error"
            for alert in self.active_alerts()
        )

    def reset_counters(self) -> None:
        """Start the interval counters afresh, as after emptying the till."""
        with self.lock:
            self.counters.reset()
            self.dirty = True

    def swap_board(self, serial: str | None = None) -> None:
        """Put in a new board: all counters zero; with `serial`, another one."""
        with self.lock:
            self.counters = Counters()
            self.event_counter = Counter()
            self.events_since_audit = Counter()
            self.reads = 0
            self.last_read_at = None
            self.serial = serial or self.serial
            self.dirty = True
