# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`/drinks`: the menu."""

import secrets

from ..exchange import Request, Response, json_response
from ..records import Drink
from . import wire
from .bodies import DrinkChange, Money, NewDrink, given, read_body, read_time
from .languages import negotiate, written_in
from .paging import changed_page, page
from .preconditions import check_unchanged
from .problem import Problem
from .routing import route


class DrinkRoutes:
    """Serve the menu of a `Coffee2900`."""

    @route("GET", "/drinks")
    def list_drinks(self, request: Request) -> Response:
        """Return a page of drinks in the language of the client."""
        since = read_time(request.params, "updated_since")
        records, cursor, more, total = changed_page(
            "drinks",
            self.cursor_epoch,
            request.params,
            self.drinks.values(),
            lambda drink: drink.id,
            since,
        )
        language = self._language(request)
        data = [wire.drink(record, self.currency, language) for record in records]
        return json_response(
            page(data, cursor, more, total),
            Content_Language=language,
            Vary="Accept-Language",
        )

    @route("GET", "/drinks/{id}")
    def get_drink(self, request: Request, drink_id: str) -> Response:
        """Return one drink."""
        return self._drink_response(request, self._drink(drink_id))

    @route("POST", "/drinks", scope="menu:write")
    def post_drink(self, request: Request) -> Response:
        """Put a new drink on the menu; the machine chooses its id."""
        body = read_body(request, NewDrink)
        self._check_currency(body.price)
        values = given(body)
        self._check_selection(values.get("selection"), None)
        values["price"] = body.price.amount
        language = written_in(request, self.languages)
        drink = self.add_drink(
            f"drink-{secrets.token_hex(4)}", language=language, **values
        )
        response = self._drink_response(request, drink, status=201)
        response.headers["Location"] = f"/v1/drinks/{drink.id}"
        return response

    @route("PUT", "/drinks/{id}", scope="menu:write")
    def put_drink(self, request: Request, drink_id: str) -> Response:
        """Change a drink, its name in one language."""
        values = given(read_body(request, DrinkChange))
        language = written_in(request, self.languages)
        drink = self._drink(drink_id)
        check_unchanged(request, drink.etag)
        self._check_selection(values.get("selection"), drink)
        if price := values.pop("price", None):
            self._check_currency(price)
            values["price"] = price.amount
        if "name" in values:
            values["names"] = drink.names | {language: values.pop("name")}
        if "additions" in values:
            values["additions"] = tuple(values["additions"])
        return self._drink_response(request, self.change_drink(drink_id, **values))

    @route("DELETE", "/drinks/{id}", scope="menu:write")
    def delete_drink(self, request: Request, drink_id: str) -> Response:
        """Take a drink off the menu for good."""
        check_unchanged(request, self._drink(drink_id).etag)
        self.remove(drink_id)
        return Response(204)

    def _drink(self, drink_id: str) -> Drink:
        if drink_id not in self.drinks:
            raise Problem("not-found", f"There is no drink {drink_id!r}")
        return self.drinks[drink_id]

    def _drink_response(
        self, request: Request, drink: Drink, status: int = 200
    ) -> Response:
        language = self._language(request)
        return json_response(
            wire.drink(drink, self.currency, language),
            status,
            ETag=drink.etag,
            Content_Language=language,
            Vary="Accept-Language",
        )

    def _language(self, request: Request) -> str:
        return negotiate(request.headers.get("Accept-Language"), self.languages)

    def _check_currency(self, money: Money) -> None:
        if money.currency != self.currency:
            raise Problem("not-possible", f"The machine counts in {self.currency}")

    def _check_selection(self, selection: int | None, drink: Drink | None) -> None:
        """Refuse a button that another drink has."""
        for other in self.drinks.values():
            if other is not drink and other.selection == selection:
                raise Problem(
                    "already-exists", f"Button {selection} pours {other.name}"
                )
