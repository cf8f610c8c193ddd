# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a machine is: ``coffee://host:port/pot-1`` and its relatives (RFC 2324 §3)."""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# RFC 2324 §3 lists "coffee" in the languages of the world; all mean plain HTTP.
# The next to last but one is what the RFC prints for Catalan, French and Galician:
# two bytes that are no UTF-8, and so no é either.
SCHEMES = (
    "coffee koffie qæhvæ قهوة akeita koffee kahva kafe cafè café caf\ufffd\ufffd 咖啡 "
    "kava káva kaffe kafo kohv kahvi kaffee καφέ कौफी コーヒー 커피 кофе กาแฟ"
).split()
DEFAULT_POT = "/pot-0"


class Location(NamedTuple):
    """``base`` is the address over HTTP without a slash, ``pot`` the path of a pot."""

    base: str
    pot: str

    @property
    def pot_url(self):
        return self.base + self.pot


def parse_location(text):
    """Read the address of a machine.

    :param text: ``coffee://host[:port][/pot-N]``, with the scheme in any of the
        languages of the RFC, percent-encoded or not, or ``http://…``
    :return: ``Location``; a slash behind the pot is kept, for servers that want one
    :raise ValueError: it is no such address
    """
    scheme, _sep, rest = text.strip().partition("://")
    scheme = unicodedata.normalize("NFC", unquote(scheme)).lower()
    if scheme in SCHEMES:
        scheme = "http"
    parts = urlsplit(f"//{rest}")
    known = scheme in ("http", "https") and parts.hostname and parts.port != 0
    pot = parts.path if parts.path.strip("/") else DEFAULT_POT
    if not known or "@" in parts.netloc or not re.fullmatch(r"/pot-\d+/?", pot):
        raise ValueError(text)
    return Location(f"{scheme}://{parts.netloc}", pot)
