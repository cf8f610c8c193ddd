# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`/machine`, `/levels`, `/alerts`: who it is, and how it is."""

from ..exchange import Request, Response, json_response
from . import wire
from .problem import Problem
from .routing import route

CAPABILITIES = ("menu:write", "cards:write", "brew", "events", "webhook")


class StatusRoutes:
    """Serve the identity and state of a `Coffee2900`."""

    @route("GET", "/machine")
    def get_machine(self, request: Request) -> Response:
        """Return identity, state and clock."""
        return json_response(
            {
                "model": self.model,
                "serial": self.serial,
                "firmware": self.firmware,
                "state": self.state,
                "clock": wire.time_text(self.clock()),
                "currency": self.currency,
                "capabilities": list(CAPABILITIES),
                "languages": list(self.languages),
            }
        )

    @route("GET", "/levels")
    def list_levels(self, request: Request) -> Response:
        """Return every consumable."""
        return json_response({"data": [wire.level(x) for x in self.levels.values()]})

    @route("GET", "/alerts")
    def list_alerts(self, request: Request) -> Response:
        """Return the alerts, oldest first; `active` picks one kind of them."""
        wanted = request.params.get("active")
        if wanted not in (None, "true", "false"):
            raise Problem("malformed", "active has to be true or false")
        chosen = [
            wire.alert(alert)
            for alert in self.alerts
            if wanted is None or (alert.cleared_at is None) == (wanted == "true")
        ]
        return json_response({"data": chosen})
