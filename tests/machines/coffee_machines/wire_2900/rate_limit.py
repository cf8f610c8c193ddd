# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A rate limit, told in one of the two forms of `Retry-After`."""

import math
from collections import deque
from datetime import datetime, timedelta
from email.utils import format_datetime

from ..moments import moment
from .problem import Problem


def retry_after(seconds: float, now: datetime | None = None) -> str:
    """Return a `Retry-After` in seconds; with `now`, as a date (RFC 9110 §10.2.3)."""
    whole = max(1, math.ceil(seconds))
    if now is None:
        return str(whole)
    return format_datetime(now + timedelta(seconds=whole), usegmt=True)


class RateLimit:
    """Let `requests` pass in any stretch of `seconds`.

    :param as_date: say when to come back as a date instead of in seconds
    """

    def __init__(self, requests: int, seconds: float = 1.0, as_date: bool = False):
        self.requests = requests
        self.seconds = seconds
        self.as_date = as_date
        self._passed: deque[float] = deque()

    def check(self, now: datetime) -> None:
        """Let a request pass.

        :param now: the machine's time, for a date
        :raise Problem: 429
        """
        now_moment = moment()
        while self._passed and self._passed[0] <= now_moment - self.seconds:
            self._passed.popleft()
        if len(self._passed) >= self.requests:
            wait = self._passed[0] + self.seconds - now_moment
            header = retry_after(wait, now if self.as_date else None)
            raise Problem(
                "too-many-requests",
                f"Not more than {self.requests} requests in {self.seconds:g} s",
                {"Retry-After": header},
            )
        self._passed.append(now_moment)
