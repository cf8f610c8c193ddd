# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`/brews`: the sales log, read only so far as the past goes."""

from ..exchange import Request, Response, json_response
from . import wire
from .paging import decode_cursor, encode_cursor, page, read_limit
from .problem import Problem
from .routing import route


class BrewRoutes:
    """Serve the sales log of a `Coffee2900`."""

    @route("GET", "/brews")
    def list_brews(self, request: Request) -> Response:
        """Return a page of the log, oldest first; what is brewing is not in it."""
        limit = read_limit(request.params)
        after = None
        if "cursor" in request.params:
            (after,) = decode_cursor(
                "brews", self.cursor_epoch, request.params["cursor"]
            )
        records = self.brews_after(after, limit + 1)
        chosen = records[:limit]
        last = chosen[-1].seq if chosen else after
        data = [wire.brew(record, self.currency) for record in chosen]
        return json_response(
            page(
                data,
                encode_cursor("brews", self.cursor_epoch, [last]),
                len(records) > limit,
                len(self.brews),
            )
        )

    @route("GET", "/brews/{id}")
    def get_brew(self, request: Request, brew_id: str) -> Response:
        """Return one brew, finished or not."""
        brew = self.brew(brew_id)
        if brew is None:
            raise Problem("not-found", f"There is no brew {brew_id!r}")
        return json_response(wire.brew(brew, self.currency))
