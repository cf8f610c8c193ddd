# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Problem details (RFC 9457), in both forms in which a Coffee 2900 tells them."""

from typing import Literal

import msgspec

from . import wire

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:coffee-2900:problem:"


class Problem(msgspec.Struct):
    """What went wrong, in the machine's words; ``scope`` is the one that lacks."""

    type: str = ""
    title: str = ""
    detail: str = ""
    status: int = 500
    scope: str = ""

    @property
    def kind(self):
        """What it is, such as ``busy``; empty where it is not of our machines."""
        return self.type[len(PREFIX) :] if self.type.startswith(PREFIX) else ""

    def __str__(self):
        return ": ".join(filter(None, (self.title, self.detail)))


class Failure(msgspec.Struct):
    """How one old firmware wraps a problem, with status 200."""

    status: Literal["failed"]
    problem: Problem


def problem_of(response):
    """Return the problem that an answer tells, ``None`` where it tells none.

    :param response: ``requests.Response``
    """
    is_problem = response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
    try:
        if is_problem:
            return wire.read(response.content, Problem)
        return wire.read(response.content, Failure).problem
    except msgspec.MsgspecError:
        return None


def unmask(response):
    """Give a failure of the old firmware the status that it should have had."""
    if response.status_code == 200 and (problem := problem_of(response)):
        response.status_code = problem.status
    return response
