# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""`If-Match`: nobody overwrites what he has not seen (RFC 9110 §13.1.1)."""

import re

from ..exchange import Request
from .problem import Problem

PATTERN = re.compile(r'\*|"[^"]*"(?:\s*,\s*"[^"]*")*')


def check_unchanged(request: Request, etag: str) -> None:
    """Let the request pass if it names the record's present entity tag, or `*`.

    :raise Problem: 400, no usable `If-Match`; 412, the record was changed
    """
    header = (request.headers.get("If-Match") or "").strip()
    if not PATTERN.fullmatch(header):
        raise Problem("malformed", 'If-Match is needed: an entity tag in "quotes"')
    if header != "*" and etag not in re.findall(r'"[^"]*"', header):
        raise Problem("changed", "It was changed meanwhile: read it again", etag=etag)
