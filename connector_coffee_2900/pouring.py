# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a Coffee 2900 says to an order, as its OpenAPI document describes it."""

import msgspec

PREFIX = "urn:coffee-2900:problem:"

# problems that are about the order itself, and mean that nothing is poured
REFUSALS = {
    "busy",
    "malformed",
    "not-found",
    "not-possible",
    "out-of-something",
}
IN_FLIGHT = "in-flight"


class Brew(msgspec.Struct):
    """The brew that an order became."""

    id: str
    result: str


class Problem(msgspec.Struct):
    """Problem details, RFC 9457."""

    type: str = ""
    title: str = ""
    detail: str = ""

    @property
    def kind(self):
        return self.type.removeprefix(PREFIX)


class Answer(Problem):
    """Any answer; one old firmware wraps a problem, with status 200."""

    problem: Problem | None = None


def problem_of(content):
    """Return the problem in the body of an answer, ``None`` if there is none.

    :param content: bytes
    """
    try:
        answer = msgspec.json.decode(content, type=Answer)
    except msgspec.MsgspecError:
        return None
    return answer.problem or (answer if answer.type else None)
