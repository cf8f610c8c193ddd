# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The sales log: one line for each coffee, by a number that only grows."""

from bisect import bisect_left
from collections.abc import Iterable

from .records import Brew


class SalesLog:
    """Add the log to a `Machine`."""

    def brew(self, brew_id: str) -> Brew | None:
        """Return a brew, in the log or being brewed; None if there is none."""
        return self._brew_by_id.get(brew_id)

    def brews_after(self, seq: int | None, limit: int) -> list[Brew]:
        """Return up to `limit` lines of the log after `seq`; None: from the start."""
        start = 0
        if seq is not None:
            start = bisect_left(self.brews, seq + 1, key=lambda brew: brew.seq)
        return self.brews[start : start + limit]

    def skip_seq(self, count: int) -> None:
        """Leave a gap of `count` numbers in the log."""
        with self.lock:
            self._next_seq += count

    def _log(self, brews: Iterable[Brew]) -> None:
        """Append to the log; hook for machines that count as well."""
        brews = list(brews)
        self.brews.extend(brews)
        self._brew_by_id.update((brew.id, brew) for brew in brews)
        if self.brews:
            self._next_seq = self.brews[-1].seq + 1
