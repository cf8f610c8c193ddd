"""How often a test repeats what only many tries would find, and the figures it gives.

`setup/test` repeats a few times, to prove everything once. `setup/test --campaign` runs
only the tests marked `campaign`, each as often as it says, or a share of that.
"""

import os

SHARE = float(os.environ.get("COFFEE_CAMPAIGN") or 0)

figures = []  # of the test that runs; `conftest.py` takes them


def repeats(few: int, many: int) -> int:
    """Return a number of repetitions, or of whatever makes a test long.

    :param few: enough to prove it once
    :param many: in a whole campaign
    """
    return max(few, round(many * SHARE))


def figure(text: str) -> None:
    """Have a figure printed at the end of the run."""
    figures.append(text)
