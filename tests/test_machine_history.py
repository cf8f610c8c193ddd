# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The past of a simulated machine, and what happens when one pours."""

import threading
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from coffee_machines import Coffee1900, Coffee2900
from coffee_machines.machine import OutOfSomething

NOON = datetime(2026, 10, 25, 12, 0, tzinfo=timezone.utc)
BERLIN = ZoneInfo("Europe/Berlin")


def test_given_same_seed_when_made_twice_then_same_rows():
    first = Coffee2900(seed=7, brews=300)

    second = Coffee2900(seed=7, brews=300)

    assert first.brews == second.brews
    assert first.drinks == second.drinks
    assert first.cards == second.cards


def test_given_other_seed_when_made_then_other_rows():
    first = Coffee2900(seed=7, brews=300)

    second = Coffee2900(seed=8, brews=300)

    assert first.brews != second.brews


def test_given_seed_when_made_then_rows_are_as_the_contract_says():
    machine = Coffee2900(seed=7, brews=2000, drinks=12, cards=40)

    seqs = [brew.seq for brew in machine.brews]

    assert (len(machine.brews), len(machine.drinks), len(machine.cards)) == (
        2000,
        12,
        40,
    )
    assert seqs[0] == 0
    assert seqs == sorted(set(seqs))
    assert seqs[-1] > 1999, "there are gaps"
    assert "0" in machine.drinks
    assert machine.drinks["0"].names["es"] == "Café solo"
    assert {brew.drink_id for brew in machine.brews} == set(machine.drinks)
    assert max(brew.started_at for brew in machine.brews) < datetime(
        2026, 7, 2, tzinfo=timezone.utc
    )


@pytest.mark.parametrize(
    ("now", "last_day"),
    [
        (datetime(2026, 11, 24, 15, 0, tzinfo=BERLIN), "2026-11-24"),  # a Tuesday
        (datetime(2026, 11, 24, 8, 0, tzinfo=BERLIN), "2026-11-23"),  # just opened
        (datetime(2026, 11, 24, 3, 0, tzinfo=BERLIN), "2026-11-23"),
        (datetime(2026, 11, 24, 23, 0, tzinfo=BERLIN), "2026-11-24"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN), "2026-11-20"),  # a Sunday
        (datetime(2026, 11, 23, 7, 0, tzinfo=BERLIN), "2026-11-20"),  # a Monday
    ],
)
@pytest.mark.parametrize("cls", [Coffee1900, Coffee2900])
def test_given_now_when_made_then_coffees_are_of_office_hours_and_over(
    cls, now, last_day
):
    machine = cls(seed=29, brews=5000, until=now)

    starts = [brew.started_at.astimezone(BERLIN) for brew in machine.brews]

    ends = [b.started_at + timedelta(seconds=b.duration) for b in machine.brews]
    assert max(ends) <= now
    assert f"{max(starts):%Y-%m-%d}" == last_day
    assert starts == sorted(set(starts)), "one coffee after the other"
    assert {start.weekday() for start in starts} == {0, 1, 2, 3, 4}
    assert {start.hour for start in starts} == set(range(8, 18))
    assert max(drink.updated_at for drink in machine.drinks.values()) <= now


def test_given_workdays_when_made_then_mornings_are_busier_than_evenings():
    machine = Coffee2900(brews=5000)

    hours = [brew.started_at.hour for brew in machine.brews]

    assert hours.count(9) > 4 * hours.count(17) > 0


@pytest.mark.parametrize("cls", [Coffee1900, Coffee2900])
def test_given_50000_brews_when_started_then_all_are_there(cls):
    with cls(brews=50_000) as machine:
        count = len(machine.brews)

    assert count == 50_000


def test_given_machine_when_stopped_then_nothing_is_left():
    before = set(threading.enumerate())

    with Coffee2900(brews=10) as machine:
        port = machine.port
    left = set(threading.enumerate()) - before

    assert left == set()
    with Coffee2900(brews=10, port=port) as again:
        assert again.port == port


def test_given_frozen_clock_when_poured_then_state_changes():
    machine = Coffee2900(seed=1, brews=10, clock=lambda: NOON)
    uid = next(uid for uid, card in machine.cards.items() if card.credit > 500)
    credit, beans = machine.cards[uid].credit, machine.levels["beans"].level

    brew = machine.pour("0", ["sweetener-type=Sugar"], card=uid)

    assert machine.brews[-1] is brew
    assert brew.seq == machine.brews[-2].seq + 1
    assert (brew.payment, brew.price, brew.started_at) == ("cashless", 120, NOON)
    assert machine.cards[uid].credit == credit - 120
    assert machine.levels["beans"].level == beans - 8
    assert machine.poured == [], "poured holds only what a client ordered"


def test_given_frozen_clock_when_edited_twice_then_times_and_tags_move():
    machine = Coffee2900(brews=0, clock=lambda: NOON)
    before = machine.drinks["0"].etag

    first = machine.set_price("0", 200).updated_at
    second = machine.rename("0", "Kurzer", "de").updated_at

    assert first < second
    assert machine.drinks["0"].etag != before
    assert machine.drinks["0"].price == 200
    assert machine.drinks["0"].names["de"] == "Kurzer"
    assert machine.drinks["0"].names["en"] == "Espresso"


def test_given_low_level_when_poured_then_alert_and_then_nothing_comes():
    machine = Coffee2900(brews=0)
    machine.set_level("beans", 407)

    machine.pour("0")
    alerts = [(alert.code, alert.severity) for alert in machine.active_alerts()]
    machine.set_level("beans", 7)
    with pytest.raises(OutOfSomething) as caught:
        machine.pour("0")

    assert alerts == [("beans", "warning")]
    assert caught.value.code == "beans"
    assert len(machine.brews) == 1
    assert machine.levels["cups"].level == 599, "a failed brew takes nothing"
    machine.refill()
    assert machine.active_alerts() == []
    assert machine.alerts[0].cleared_at is not None


def test_given_state_file_when_restarted_then_state_is_kept(tmp_path):
    state = tmp_path / "machine.json"
    with Coffee2900(seed=3, brews=50, state=state) as machine:
        machine.set_price("0", 333)
        poured = machine.pour("0", ["sweetener-type=Sugar"])
        machine.remove(list(machine.drinks)[-1])

    with Coffee2900(seed=3, brews=50, state=state) as again:
        found = again.brews[-1]
        price, drinks = again.drinks["0"].price, len(again.drinks)
        event = again.emit("test")

    assert found == poured
    assert price == 333
    assert drinks == 11
    assert event.id == 4, "the numbers of events go on"


def test_given_state_of_another_machine_when_started_then_refused(tmp_path):
    state = tmp_path / "machine.json"
    with Coffee2900(seed=3, brews=50, state=state):
        pass

    with pytest.raises(ValueError, match="another history"):
        Coffee2900(seed=4, brews=50, state=state).start()
