# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Coffee 3900: the smallest machine that can be connected.

It stands for a machine of a maker that we do not know: its addon is the example
of "a new machine in 40 lines", `tests/addons/connector_coffee_3900/`.
"""

from .exchange import Request, Response, json_response
from .machine import Machine
from .server import Server


class Coffee3900(Machine):
    """A simulated Coffee 3900 on a loopback socket; use it in a `with` block.

    `GET /brews?after=ID&limit=N` gives a JSON list of its brews.
    """

    version = "3900"
    username = password = None

    def __init__(self, *, port: int = 0, **machine):
        super().__init__(**machine)
        self.damaged: dict[int, dict] = {}
        self.broken: bytes | None = None  # what to answer instead of a list
        self._server = Server(self._handle, port=port)

    @property
    def location(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def damage(self, seq: int, **fields: object) -> None:
        """Give a brew wrong values; a field that is None is left out."""
        self.damaged[seq] = fields

    def __enter__(self) -> "Coffee3900":
        self._server.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self._server.stop()

    def _handle(self, request: Request) -> Response:
        if self.broken is not None:
            return Response(200, {"Content-Type": "text/html"}, self.broken)
        after = request.params.get("after")
        limit = int(request.params["limit"])
        with self.lock:
            brews = self.brews_after(int(after) if after else None, limit)
        return json_response([self._record(brew) for brew in brews])

    def _record(self, brew) -> dict:
        record = {
            "id": str(brew.seq),
            "drink": brew.drink_id,
            "at": int(brew.started_at.timestamp()),
            "paid": f"{brew.price / 100:.2f}",
            "currency": self.currency,
            **self.damaged.get(brew.seq, {}),
        }
        return {name: value for name, value in record.items() if value is not None}
