# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`/cards`: the badge holders."""

from typing import Any

from ..exchange import Request, Response, json_response
from ..records import Card
from . import wire
from .bodies import CardChange, NewCard, given, read_body, read_time
from .paging import changed_page, page
from .preconditions import check_unchanged
from .problem import Problem
from .routing import route


class CardRoutes:
    """Serve the badge holders of a `Coffee2900`."""

    @route("GET", "/cards")
    def list_cards(self, request: Request) -> Response:
        """Return a page of badge holders."""
        since = read_time(request.params, "updated_since")
        records, cursor, more, total = changed_page(
            "cards",
            self.cursor_epoch,
            request.params,
            self.cards.values(),
            lambda card: card.uid,
            since,
        )
        data = [wire.card(record, self.currency) for record in records]
        return json_response(page(data, cursor, more, total))

    @route("GET", "/cards/{uid}")
    def get_card(self, request: Request, uid: str) -> Response:
        """Return one badge holder."""
        return self._card_response(self._card(uid))

    @route("POST", "/cards", scope="cards:write")
    def post_card(self, request: Request) -> Response:
        """Hand out a badge."""
        values = self._card_values(given(read_body(request, NewCard)))
        if values["uid"] in self.cards:
            raise Problem("already-exists", f"There is a card {values['uid']!r}")
        card = self.add_card(**values)
        response = self._card_response(card, status=201)
        response.headers["Location"] = f"/v1/cards/{card.uid}"
        return response

    @route("PUT", "/cards/{uid}", scope="cards:write")
    def put_card(self, request: Request, uid: str) -> Response:
        """Change a badge holder."""
        values = given(read_body(request, CardChange))
        check_unchanged(request, self._card(uid).etag)
        return self._card_response(self.change_card(uid, **self._card_values(values)))

    @route("DELETE", "/cards/{uid}", scope="cards:write")
    def delete_card(self, request: Request, uid: str) -> Response:
        """Take a badge back."""
        check_unchanged(request, self._card(uid).etag)
        self.remove_card(uid)
        return Response(204)

    def _card(self, uid: str) -> Card:
        if uid not in self.cards:
            raise Problem("not-found", f"There is no card {uid!r}")
        return self.cards[uid]

    def _card_response(self, card: Card, status: int = 200) -> Response:
        return json_response(wire.card(card, self.currency), status, ETag=card.etag)

    def _card_values(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a card, its credit in the machine's currency."""
        if credit := values.pop("credit", None):
            self._check_currency(credit)
            values["credit"] = credit.amount
        return values
