# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Read `Accept-Additions` (RFC 2324 §2.2.2.1).

    Accept-Additions = #( addition-range [ accept-params ] )

A comma list, empty elements allowed, parameters after `;`:
`milk-type=Whole-milk; 2, syrup-type=Vanilla`. The RFC's own short form without
the type, `Whole-milk`, is understood too.
"""

import re
from collections.abc import Iterable

TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
QUOTED = r'"(?:[^"\\]|\\.)*"'
PARAMETER = rf"\s*;\s*{TOKEN}(?:\s*=\s*(?:{TOKEN}|{QUOTED}))?"
ELEMENT = re.compile(
    rf"\s*(?:(?P<type>{TOKEN})\s*=\s*)?(?P<value>{TOKEN})(?P<rest>(?:{PARAMETER})*)\s*"
)
UNWANTED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?(?=\s*(?:;|\Z))", re.IGNORECASE)


def read_additions(header: str, known: Iterable[str]) -> list[str]:
    """Return the additions asked for, as `type=value`, each one once.

    :param known: the machine's additions; they tell the type of a short form,
        and the spelling: neither type nor value minds upper or lower case
    :raise ValueError: the header is not a list of additions
    """
    spelling = {addition.lower(): addition for addition in known}
    by_value = {addition.partition("=")[2].lower(): addition for addition in known}
    found: list[str] = []
    position = 0
    while position < len(header):
        if header[position] in ", \t":
            position += 1
            continue
        match = ELEMENT.match(header, position)
        if not match or header[match.end() : match.end() + 1] not in ("", ","):
            raise ValueError(f"not an addition: {header[position : position + 40]!r}")
        position = match.end()
        if match["type"]:
            text = f"{match['type']}={match['value']}"
            addition = spelling.get(text.lower(), text)
        else:
            addition = by_value.get(match["value"].lower(), match["value"])
        wanted = addition != "*" and not UNWANTED.search(match["rest"])
        if wanted and addition not in found:
            found.append(addition)
    return found
