# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The two machines of an office, as the demo shows them."""

from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from .coffee_1900 import Coffee1900
from .coffee_2900 import Coffee2900

TIME_ZONE = "Europe/Berlin"
LEFT = {"beans": 2700, "milk": 1200, "chocolate": 1400, "cups": 410}


@contextmanager
def office(folder: Path):
    """Give the machines, switched on, by the names that people give them.

    :param folder: they keep their state there from run to run
    """
    folder.mkdir(parents=True, exist_ok=True)
    past = {"until": installed_at(folder)}
    kitchen = Coffee1900(
        seed=19, brews=2000, time_zone=TIME_ZONE, state=folder / "kitchen.json", **past
    )
    canteen = Coffee2900(seed=29, brews=5000, state=folder / "canteen.json", **past)
    for code, left in LEFT.items():
        canteen.set_level(code, left)
    with ExitStack() as running:
        found = {"Kitchen": kitchen, "Canteen": canteen}
        yield {name: running.enter_context(each) for name, each in found.items()}


def installed_at(folder: Path) -> datetime:
    """Return when the office got its machines, by its clock.

    The last coffee of their history was just before, if somebody was there.
    """
    path = folder / "installed_at"
    if not path.exists():
        path.write_text(datetime.now(timezone.utc).isoformat(timespec="seconds"))
    began = datetime.fromisoformat(path.read_text())
    return began.astimezone(ZoneInfo(TIME_ZONE))
