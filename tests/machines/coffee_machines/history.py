# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A past for a simulated machine: the same seed gives the same rows every day."""

import itertools
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from .menu import CATALOGUE, CONSUMABLES, LANGUAGES, additions_for
from .records import Brew, Card, Drink, Level

UNTIL = datetime(2026, 6, 30, 18, 0, tzinfo=timezone.utc)  # end of every history
DAILY = 180  # coffees of a workday
# When the office drinks: hour of the day, share of the day's coffees before it.
HOURS = (8, 9, 10.5, 12, 13, 14, 16, 18)
SHARES = (0.0, 0.12, 0.42, 0.55, 0.62, 0.8, 0.92, 1.0)
SATURDAY = 5  # as `weekday` counts
CHANGE_BATCH = 5  # records with one updated_at, as a menu upload leaves behind

FIRST_NAMES = ("Ada", "Bruno", "Chloé", "Dörte", "Emil", "Fátima", "Grace", "Hugo")
LAST_NAMES = ("Álvarez", "Brandt", "Curie", "Dubois", "Ek", "Fischer", "García")
COMPANIES = (None, None, "Bean & Co.", "Grüner Bär GmbH", "Société Moka")


def make_drinks(seed: int, count: int, until: datetime = UNTIL) -> list[Drink]:
    """Return the menu; the first drink has the id "0" and the selection 0."""
    rng = random.Random(f"drinks/{seed}")
    drinks = []
    for number in range(count):
        names, price, recipe = CATALOGUE[number % len(CATALOGUE)]
        size = number // len(CATALOGUE)
        suffix = f" {size + 1}" if size else ""
        drinks.append(
            Drink(
                id="0" if number == 0 else f"drink-{rng.getrandbits(32):08x}",
                selection=number,
                names={
                    code: name + suffix
                    for code, name in zip(LANGUAGES, names, strict=True)
                },
                price=price + 10 * (size % 5),
                additions=additions_for(recipe),
                recipe=dict(recipe),
                updated_at=_batch_time(until, number),
            )
        )
    return drinks


def make_cards(seed: int, count: int, until: datetime = UNTIL) -> list[Card]:
    """Return the badge holders."""
    rng = random.Random(f"cards/{seed}")
    cards = []
    for number in range(count):
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        cards.append(
            Card(
                uid=f"04{number:04X}{rng.getrandbits(24):06X}",
                name=name,
                email=f"holder-{number}@example.com" if rng.random() < 0.8 else None,
                company=rng.choice(COMPANIES),
                credit=rng.randrange(0, 5000, 50),
                active=rng.random() < 0.95,
                updated_at=_batch_time(until, number),
            )
        )
    return cards


def make_levels() -> list[Level]:
    """Return the consumables, all of them full."""
    return [
        Level(code, name, capacity, capacity, unit, minimum)
        for code, name, capacity, unit, minimum in CONSUMABLES
    ]


def make_brews(
    seed: int,
    count: int,
    drinks: Sequence[Drink],
    cards: Sequence[Card],
    until: datetime = UNTIL,
    gaps: float = 0.02,
    failures: float = 0.0,
) -> Iterator[Brew]:
    """Yield the sales log, oldest first.

    A generator, so that a log of a million lines needs no memory. Coffees are of
    workdays and office hours, where `until` is, and all of them are over by then.

    :param gaps: how likely a number is left out after a line (0 to 1)
    :param failures: how likely a brew ends without a coffee (0 to 1)
    """
    rng = random.Random(f"brews/{seed}")
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(drinks))))
    draw, pick = rng.random, rng.choices
    day, today = _last_workday(until)
    seq, moved = 0, 0.0
    for number in range(count):
        turn = today - count + number
        drink = pick(drinks, cum_weights=weights)[0]
        payment, card, paid = _payment(draw(), cards, draw)
        poured = draw() >= failures
        yield Brew(
            id=f"brew-{seq}",
            seq=seq,
            drink_id=drink.id,
            selection=drink.selection,
            additions=_additions(drink, draw),
            price=drink.price if paid and poured else 0,
            payment=payment,
            card=card,
            started_at=_office_time(day, until.tzinfo, turn + moved),
            duration=20 + int(25 * draw()),
            result="poured" if poured else "failed",
        )
        seq += 1 if draw() >= gaps else 2 + int(5 * draw())
        moved = draw() / 2  # of a coffee's turn: the next one has time to end


def _payment(chance: float, cards: Sequence[Card], draw):
    """Return payment, card uid or None, and whether the drink was paid for."""
    if chance < 0.55 and cards:
        return "cashless", cards[int(len(cards) * draw())].uid, True
    if chance < 0.94:
        return "cash", None, True
    if chance < 0.96:
        return "token", None, True
    return ("free" if chance < 0.99 else "test"), None, False


def _additions(drink: Drink, draw) -> tuple[str, ...]:
    """Return no addition for most coffees, one or two for the others."""
    if not drink.additions or draw() < 0.6:
        return ()
    first = drink.additions[int(len(drink.additions) * draw())]
    if draw() < 0.8:
        return (first,)
    kind = first.partition("=")[0]
    others = [a for a in drink.additions if not a.startswith(kind)]
    return (first, others[int(len(others) * draw())]) if others else (first,)


def _last_workday(until: datetime) -> tuple[date, float]:
    """Return the last workday that has begun, and the coffees of it until then."""
    day = until.date()
    if day.weekday() >= SATURDAY:
        return day - timedelta(days=day.weekday() - SATURDAY + 1), DAILY
    hour = until.hour + until.minute / 60
    return day, DAILY * _interpolate(hour, HOURS, SHARES)


def _office_time(day: date, zone: tzinfo, coffees: float) -> datetime:
    """Return the time of a coffee, UTC.

    :param coffees: its place on a day; a negative one is on a workday before
    """
    days, number = divmod(coffees, DAILY)
    hour = _interpolate(number / DAILY, SHARES, HOURS)
    seconds = int(3600 * (hour - HOURS[0]))
    return _opening(day, -int(days), zone) + timedelta(seconds=seconds)


@lru_cache(maxsize=1)
def _opening(day: date, number: int, zone: tzinfo) -> datetime:
    """Return when the office opened so many workdays before a workday, UTC."""
    weeks, rest = divmod(number, SATURDAY)
    day -= timedelta(weeks=weeks)
    for _day in range(rest):
        day -= timedelta(days=1 if day.weekday() else 3)
    opening = datetime.combine(day, time(HOURS[0]), zone)
    return opening.astimezone(timezone.utc)


def _interpolate(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return y at x on the line through points; outside of them that of the end."""
    right = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    share = (x - xs[right - 1]) / (xs[right] - xs[right - 1])
    return ys[right - 1] + min(max(share, 0), 1) * (ys[right] - ys[right - 1])


def _batch_time(until: datetime, number: int) -> datetime:
    """Return a time that a handful of neighbours share."""
    return (
        until.astimezone(timezone.utc)
        - timedelta(days=30)
        + timedelta(hours=number // CHANGE_BATCH)
    )
