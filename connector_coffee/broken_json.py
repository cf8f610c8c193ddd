# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""JSON that no parser reads as a whole, because of what one record in it holds."""

import re

MAX_DEPTH = 50  # levels; what machines send has five
MAX_SIZE = 4 * 1024 * 1024  # bytes that are worth it; a page has well under 1 MiB

# a whole pair of surrogates, half of one, any other escape, what makes structure
_TOKEN = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\.|[\"\[\]{}]",
    re.DOTALL,
)


def repaired(content):
    """Replace what stands in the way of a parser, so that the rest can be read.

    What is nested deeper than ``MAX_DEPTH`` becomes ``null``, half a pair of
    surrogates a NUL character: a record that means something by it is refused for
    that, and no other one is.

    :param content: bytes
    :return: bytes; unchanged where it is larger than ``MAX_SIZE``
    """
    if len(content) > MAX_SIZE:
        return content
    parts, start, depth, in_text = [], 0, 0, False
    for token in _TOKEN.finditer(content):
        char = token[0]
        if char == b'"':
            in_text = not in_text
        elif in_text:
            if token[1] and depth <= MAX_DEPTH:
                parts += [content[start : token.start()], rb"\u0000"]
                start = token.end()
        elif char in b"[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                parts.append(content[start : token.start()])
        elif char in b"]}":
            if depth == MAX_DEPTH + 1:
                parts.append(b"null")
                start = token.end()
            depth -= 1
    if depth <= MAX_DEPTH:
        parts.append(content[start:])
    return b"".join(parts)
