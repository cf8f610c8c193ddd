# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One request and its answer, as the simulators see them."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass
class Request:
    """What a client asked for; also what `machine.requests` keeps.

    `status` is None until an answer was sent, and stays so if none was.
    """

    method: str
    target: str  # path and query as they came
    headers: Mapping[str, str]  # looked up without regard to case
    at: float  # seconds, see `moments`
    body: bytes = b""
    status: int | None = None

    @property
    def path(self) -> str:
        """Return the path, still percent-encoded."""
        return urlsplit(self.target).path

    @property
    def segments(self) -> list[str]:
        """Return the decoded parts of the path."""
        return [unquote(part) for part in self.path.strip("/").split("/") if part]

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the parameters in the order in which they came."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def params(self) -> dict[str, str]:
        """Return the parameters by name."""
        return dict(self.query)

    @property
    def content_type(self) -> str:
        """Return the media type of the body, lower case, without parameters."""
        value = self.headers.get("Content-Type") or ""
        return value.partition(";")[0].strip().lower()

    def basic_credentials(self) -> tuple[str, str] | None:
        """Return user name and password of HTTP Basic (RFC 7617), if any."""
        scheme, _, value = (self.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, colon, secret = (
                base64.b64decode(value, validate=True).decode().partition(":")
            )
        except (binascii.Error, UnicodeDecodeError):
            return None
        return (name, secret) if colon else None


@dataclass
class Response:
    """What a simulator answers; `stream`, if given, is sent until it ends."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    stream: Iterable[bytes] | None = None


def text_response(
    text: str,
    status: int = 200,
    content_type: str = "text/plain; charset=utf-8",
    **headers: str,
) -> Response:
    """Answer with text; an underscore in a header's name stands for a dash."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, {"Content-Type": content_type, **named}, text.encode())


def json_response(
    data: Any, status: int = 200, content_type: str = "application/json", **headers: str
) -> Response:
    """Answer with JSON; an underscore in a header's name stands for a dash."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, {"Content-Type": content_type, **named}, body)
