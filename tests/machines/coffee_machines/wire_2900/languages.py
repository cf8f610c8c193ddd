# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Choose a language (RFC 9110 §12.5.4)."""

from collections.abc import Sequence

from ..exchange import Request
from .problem import Problem


def negotiate(header: str | None, languages: Sequence[str]) -> str:
    """Return the language that the header likes best, else the first one."""
    ranked = []
    for place, item in enumerate((header or "").split(",")):
        tag, _, weight = item.strip().partition(";")
        quality = _quality(weight)
        if quality > 0:
            ranked.append((-quality, place, tag.strip().lower()))
    for _rank, _place, tag in sorted(ranked):
        if tag == "*":
            break
        for language in languages:
            if tag.partition("-")[0] == language:
                return language
    return languages[0]


def written_in(request: Request, languages: Sequence[str]) -> str:
    """Return the language of a name that a client sends.

    `Content-Language` says it; without one it is the language in which the
    client would be answered.

    :raise Problem: 422, the machine does not speak it
    """
    stated = request.headers.get("Content-Language")
    if stated is None:
        return negotiate(request.headers.get("Accept-Language"), languages)
    language = stated.strip().lower().partition("-")[0]
    if language not in languages:
        raise Problem("not-possible", f"The machine does not speak {stated}")
    return language


def _quality(weight: str) -> float:
    name, _, value = weight.replace(" ", "").partition("=")
    if name.lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
