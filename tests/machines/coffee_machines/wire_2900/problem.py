# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Problem details (RFC 9457), one kind for each thing that can go wrong."""

from typing import Any

from ..exchange import Response, json_response

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:coffee-2900:problem:"

# kind: (status, title)
KINDS = {
    "malformed": (400, "The request makes no sense"),
    "unauthorized": (401, "A valid access token is needed"),
    "scope-missing": (403, "The access token lacks a scope"),
    "not-found": (404, "There is no such thing"),
    "method-not-allowed": (405, "That cannot be done with this"),
    "already-exists": (409, "That exists already"),
    "busy": (409, "Another coffee is being brewed"),
    "in-flight": (409, "A request with this key is being worked on"),
    "cursor-gone": (410, "The cursor is not known any more: start over"),
    "changed": (412, "It was changed meanwhile"),
    "too-large": (413, "The body is too large"),
    "media-type": (415, "The body has to be JSON"),
    "key-reused": (422, "The idempotency key belongs to another request"),
    "not-possible": (422, "The machine cannot do that"),
    "too-many-requests": (429, "Too many requests"),
    "out-of-something": (503, "A consumable is used up"),
    "unavailable": (503, "The machine cannot answer now"),
}


class Problem(Exception):
    """Stop handling a request; the machine answers with the problem.

    :param kind: a key of `KINDS`
    :param detail: what exactly is wrong, for a person
    :param headers: sent along, for example `{"Retry-After": "5"}`
    :param members: extension members of the problem
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        headers: dict[str, str] | None = None,
        **members: Any,
    ):
        super().__init__(detail)
        self.kind = kind
        self.status, self.title = KINDS[kind]
        self.detail = detail
        self.headers = headers or {}
        self.members = members

    def document(self) -> dict[str, Any]:
        """Return the problem as it goes on the wire."""
        return {
            "type": PREFIX + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }

    def response(self, old_firmware: bool = False) -> Response:
        """Return the answer; an old firmware says 200 whatever happened."""
        if old_firmware:
            return json_response({"status": "failed", "problem": self.document()})
        response = json_response(self.document(), self.status, MEDIA_TYPE)
        response.headers.update(self.headers)
        return response
