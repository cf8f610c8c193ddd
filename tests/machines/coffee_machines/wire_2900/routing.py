# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Find the method that serves a request."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """Say which requests a method serves; `None` in `path` stands for an id."""

    method: str
    path: tuple[str | None, ...]
    function: Callable
    scope: str | None
    public: bool
    locked: bool


def route(
    method: str,
    path: str,
    scope: str | None = None,
    public: bool = False,
    locked: bool = True,
):
    """Mark a method of a machine: it serves `method` on `path`.

    The parts of the path in braces are passed on, decoded, after the request.

    :param scope: what the access token must allow
    :param public: no access token is needed
    :param locked: hold the machine's lock meanwhile
    """
    parts = tuple(
        None if part.startswith("{") else part for part in path.strip("/").split("/")
    )

    def mark(function):
        function.route = Route(method, parts, function, scope, public, locked)
        return function

    return mark


class Routes:
    """All routes of a class, its parents' included."""

    def __init__(self, cls: type):
        self._routes = [
            member.route
            for name in dir(cls)
            if hasattr(member := getattr(cls, name), "route")
        ]

    def __iter__(self):
        return iter(self._routes)

    def find(self, method: str, segments: list[str]) -> tuple[Route | None, list[str]]:
        """Return the route, or None, and the methods that the path does allow."""
        on_path = [
            candidate
            for candidate in self._routes
            if len(candidate.path) == len(segments)
            and all(map(_fits, candidate.path, segments))
        ]
        for candidate in on_path:
            if candidate.method == method:
                return candidate, []
        return None, sorted({candidate.method for candidate in on_path})

    @staticmethod
    def ids(found: Route, segments: list[str]) -> list[str]:
        """Return the parts of the path that are ids."""
        return [b for a, b in zip(found.path, segments, strict=True) if a is None]


def _fits(expected: str | None, part: str) -> bool:
    return expected is None or expected == part
