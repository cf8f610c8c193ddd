# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""From a request to its answer: route, token, rate limit, problem, compression."""

import gzip
from typing import Any

from ..exchange import Request, Response
from ..faults import Fault
from .problem import Problem
from .routing import Routes

GZIP_FROM = 512  # bytes; smaller answers are not worth it


class Dispatch:
    """Answer requests with the routes of a `Coffee2900`."""

    def refuse(
        self,
        kind: str,
        detail: str = "Switched on",
        retry_after: str | None = None,
        **fault: Any,
    ) -> Fault:
        """Answer requests with a problem, whatever they ask for.

        :param kind: see `wire_2900.problem.KINDS`
        :param retry_after: seconds, or a date
        :param fault: see `Fault` (method, path, times, after)
        """
        headers = {"Retry-After": retry_after} if retry_after else {}
        made = Problem(kind, detail, headers).response(self.old_firmware)
        return self.faults.add(
            Fault(
                "status",
                status=made.status,
                headers=made.headers,
                body=made.body,
                **fault,
            )
        )

    def answer(self, request: Request) -> Response:
        """Answer a request, a refused one with a problem."""
        try:
            response = self._dispatch(request)
        except Problem as problem:
            response = problem.response(self.old_firmware)
        return self._compressed(request, response)

    def _dispatch(self, request: Request) -> Response:
        """Find the route, check the token, serve.

        :raise Problem: whatever is wrong with the request
        """
        base, *segments = request.segments or [""]
        found, allowed = self._routes.find(request.method, segments)
        if base != "v1" or not (found or allowed):
            raise Problem("not-found", f"There is nothing at {request.path}")
        if found is None:
            raise Problem(
                "method-not-allowed",
                f"{request.method} cannot be done here",
                {"Allow": ", ".join(allowed)},
            )
        if len(request.params) != len(request.query):
            raise Problem("malformed", "A parameter came twice")
        if self.rate_limit:
            self.rate_limit.check(self.clock())
        if not found.public:
            self.tokens.check(request, found.scope)
        ids = Routes.ids(found, segments)
        if not found.locked:
            return found.function(self, request, *ids)
        with self.lock:
            return found.function(self, request, *ids)

    def _compressed(self, request: Request, response: Response) -> Response:
        accepted = request.headers.get("Accept-Encoding") or ""
        if self.gzip and "gzip" in accepted and len(response.body) >= GZIP_FROM:
            response.body = gzip.compress(response.body, compresslevel=1)
            response.headers["Content-Encoding"] = "gzip"
        return response
