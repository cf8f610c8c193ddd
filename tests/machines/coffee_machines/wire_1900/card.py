# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The memory card: `GET /log`, and the file that somebody carries to a desk."""

from collections.abc import Iterator

from ..exchange import Request, Response, text_response
from ..records import Brew
from .csv_log import HEADER, csv_line
from .damage import DAMAGE, damaged

CARD_LINES = 50_000
DEFAULT_LIMIT = 1000


class MemoryCard:
    """Keep the log of a `Coffee1900`."""

    def damage_line(self, seq: int, kind: str = "cut") -> None:
        """Let a line be read wrongly from now on.

        :param kind: see `wire_1900.damage.DAMAGE`
        """
        if kind not in DAMAGE:
            raise ValueError(f"unknown damage {kind!r}, use one of {list(DAMAGE)}")
        self.damage[seq] = kind
        self.dirty = True

    def card_text(self) -> bytes:
        """Return the file on the card, all that it holds."""
        return b"".join(self._lines(self.brews[-self.card_lines :]))

    def answer_log(self, request: Request) -> Response:
        """Return the lines after a seq; below the oldest, the oldest."""
        try:
            after = int(request.params["after"]) if "after" in request.params else -1
            limit = int(request.params.get("limit", DEFAULT_LIMIT))
        except ValueError:
            return text_response("after and limit have to be numbers.\r\n", 400)
        if limit < 1:
            return text_response("limit has to be 1 or more.\r\n", 400)
        oldest = self.brews[-self.card_lines :][:1]
        first = max(after, oldest[0].seq - 1) if oldest else after
        body = b"".join(self._lines(self.brews_after(first, limit)))
        return Response(200, {"Content-Type": "text/csv; charset=iso-8859-1"}, body)

    def _lines(self, brews: list[Brew]) -> Iterator[bytes]:
        yield HEADER
        for brew in brews:
            line = csv_line(brew, self.time_zone, self.currency)
            kind = self.damage.get(brew.seq)
            yield damaged(line, kind) if kind else line
