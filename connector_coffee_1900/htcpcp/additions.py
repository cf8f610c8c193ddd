# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What goes into a coffee: the ``Accept-Additions`` of RFC 2324 §2.2.2.1.

    Accept-Additions = #( addition-range [ accept-params ] )

A list with commas, whose empty elements mean nothing (RFC 9110 §5.6.1). An element
is ``type=value``, or the value alone, as the RFC has it in its own lists; parameters
follow after ``;``: ``milk-type=Whole-milk; 2, syrup-type=Vanilla``.
"""

import re
from typing import NamedTuple

_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_TEXT = r"[\t\x20-\x7e\x80-\xff]"  # no line may end within a header (RFC 9110 §5.6.4)
_QUOTED = rf'"(?:(?!["\\]){_TEXT}|\\{_TEXT})*"'
_BLANK = r"[ \t]*"
_ELEMENT = re.compile(rf"(?:({_TOKEN}){_BLANK}={_BLANK})?({_TOKEN}){_BLANK}")
_PARAMETER = re.compile(
    rf";{_BLANK}({_TOKEN})(?:{_BLANK}={_BLANK}({_TOKEN}|{_QUOTED}))?{_BLANK}"
)
_GAP = re.compile(r"[ \t,]*")


class AdditionsError(ValueError):
    """A text is no list of additions; the message says where it stops being one."""


class Addition(NamedTuple):
    """One addition; ``type`` is empty in the short form, without a type.

    ``parameters`` are pairs of name and value, the value ``None`` where there is
    only a name.
    """

    type: str
    value: str
    parameters: tuple = ()

    def __str__(self):
        text = f"{self.type}={self.value}" if self.type else self.value
        return text + "".join(_format_parameter(*pair) for pair in self.parameters)


def parse_additions(text):
    """Read a list of additions.

    :return: list of ``Addition``, empty for an empty text
    :raise AdditionsError: it is no such list
    """
    found, position = [], _GAP.match(text).end()
    while position < len(text):
        addition, position = _parse_element(text, position)
        found.append(addition)
        if position < len(text) and text[position] != ",":
            raise _error(text, position)
        position = _GAP.match(text, position).end()
    return found


def format_additions(additions):
    """Write a list of additions.

    :raise AdditionsError: it would not be read back, as with a line break
    """
    text = ", ".join(map(str, additions))
    if parse_additions(text) != list(additions):
        raise _error(text, 0)
    return text


def _parse_element(text, position):
    """Return the addition that starts at a position, and where it ends."""
    match = _ELEMENT.match(text, position)
    if not match:
        raise _error(text, position)
    kind, value = match.groups(default="")
    position, parameters = match.end(), []
    while match := _PARAMETER.match(text, position):
        parameters.append((match[1], _unquote(match[2])))
        position = match.end()
    return Addition(kind, value, tuple(parameters)), position


def _unquote(value):
    if value and value.startswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def _format_parameter(name, value):
    if value is None:
        return f"; {name}"
    if not re.fullmatch(_TOKEN, value):
        value = '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
    return f"; {name}={value}"


def _error(text, position):
    return AdditionsError(f"{text[position : position + 40]!r} is no addition")
