# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A clock for pauses, which a test that freezes the time does not stop."""

import time


def moment() -> float:
    """Return seconds that only grow; `freezegun` patches `time.monotonic`."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
