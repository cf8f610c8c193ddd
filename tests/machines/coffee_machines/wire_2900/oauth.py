# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""OAuth 2.0 client credentials (RFC 6749 §4.4) for the simulated machine."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from ..exchange import Request, Response, json_response
from .problem import Problem
from .routing import route

FORM = "application/x-www-form-urlencoded"
CHALLENGE = 'Bearer realm="coffee", error="{}"'


@dataclass
class Token:
    """What an access token allows, and until when."""

    expires_at: datetime
    scopes: frozenset[str]


class TokenOffice:
    """Hand out access tokens and check them.

    :ivar expires_in: seconds that the next token is good for
    :ivar scopes: what this client may be granted
    """

    def __init__(
        self,
        username: str,
        password: str,
        scopes: Iterable[str],
        clock: Callable[[], datetime],
        expires_in: int = 3600,
    ):
        self.username = username
        self.password = password
        self.scopes = set(scopes)
        self.expires_in = expires_in
        self._clock = clock
        self._tokens: dict[str, Token] = {}

    def expire(self) -> None:
        """Let every token expire now, whatever was promised."""
        self._tokens.clear()

    def issue(self, request: Request) -> dict[str, Any]:
        """Return the answer to a token request.

        :raise Problem: 400 or 401, with `error` as RFC 6749 §5.2 names it
        """
        if request.content_type != FORM:
            raise Problem("media-type", f"The body has to be {FORM}")
        try:
            pairs = parse_qsl(
                request.body.decode(), keep_blank_values=True, strict_parsing=True
            )
        except ValueError as err:
            raise _refusal("invalid_request", "The body is not a form") from err
        form = dict(pairs)
        if len(form) != len(pairs):
            raise _refusal("invalid_request", "A parameter came twice")
        if "grant_type" not in form:
            raise _refusal("invalid_request", "grant_type is missing")
        if form["grant_type"] != "client_credentials":
            raise _refusal("unsupported_grant_type", "Only client_credentials")
        self._check_client(request, form)
        scopes = self._grant(form.get("scope", ""))
        token = secrets.token_urlsafe(24)
        expires_at = self._clock() + timedelta(seconds=self.expires_in)
        self._tokens[token] = Token(expires_at, scopes)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "scope": " ".join(sorted(scopes)),
        }

    def check(self, request: Request, scope: str | None) -> None:
        """Let a request pass that carries a good token with that scope.

        :raise Problem: 401 or 403
        """
        scheme, _, value = (request.headers.get("Authorization") or "").partition(" ")
        token = self._tokens.get(value.strip()) if scheme.lower() == "bearer" else None
        if token is None or token.expires_at <= self._clock():
            raise Problem(
                "unauthorized",
                "The access token is missing, unknown or expired",
                {"WWW-Authenticate": CHALLENGE.format("invalid_token")},
            )
        if scope and scope not in token.scopes:
            raise Problem(
                "scope-missing",
                f"This needs the scope {scope}",
                {"WWW-Authenticate": CHALLENGE.format("insufficient_scope")},
                scope=scope,
            )

    def _check_client(self, request: Request, form: dict[str, str]) -> None:
        given = request.basic_credentials() or (
            form.get("client_id"),
            form.get("client_secret"),
        )
        if given != (self.username, self.password):
            raise Problem(
                "unauthorized",
                "Unknown client, or wrong secret",
                {"WWW-Authenticate": 'Basic realm="coffee"'},
                error="invalid_client",
            )

    def _grant(self, asked: str) -> frozenset[str]:
        """Return the scopes asked for, or all that there are."""
        if unknown := set(asked.split()) - self.scopes:
            raise _refusal(
                "invalid_scope", f"Not granted: {', '.join(sorted(unknown))}"
            )
        return frozenset(asked.split() or self.scopes)


def _refusal(error: str, detail: str) -> Problem:
    return Problem("malformed", detail, error=error)


class TokenRoutes:
    """Serve the access tokens of a `Coffee2900`."""

    @route("POST", "/oauth/token", public=True)
    def post_token(self, request: Request) -> Response:
        """Hand out an access token."""
        return json_response(self.tokens.issue(request), Cache_Control="no-store")
