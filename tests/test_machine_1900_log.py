# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The CSV log of a Coffee 1900."""

import csv
from datetime import datetime, timezone

import pytest

from coffee_machines import Coffee1900
from coffee_machines.client import Client1900
from coffee_machines.wire_1900.damage import DAMAGE

HEADER = "seq;timestamp;selection;card;payment;price;currency;additions"


@pytest.fixture
def machine():
    with Coffee1900(seed=5, brews=300) as machine:
        yield machine


@pytest.fixture
def client(machine):
    return Client1900(machine)


def log(client, **params) -> list[list[str]]:
    """Return the lines without the header, split."""
    text = client("GET", "/log", params=params).content.decode("iso-8859-1")
    head, *lines = text.split("\r\n")
    assert head == HEADER
    return list(csv.reader([line for line in lines if line], delimiter=";"))


def test_given_history_when_read_in_pages_then_every_brew_once(machine, client):
    lines, after = [], None

    while page := log(client, limit=100, **({} if after is None else {"after": after})):
        lines += page
        after = page[-1][0]

    assert [int(line[0]) for line in lines] == [brew.seq for brew in machine.brews]
    assert lines[0][0] == "0"
    assert [line[3] for line in lines] == [brew.card or "" for brew in machine.brews]


def test_given_after_0_when_read_then_seq_0_is_left_out(machine, client):
    found = log(client, after=0, limit=1)

    assert int(found[0][0]) == machine.brews[1].seq


def test_given_new_brew_when_read_then_line_is_as_specified(machine, client):
    machine.clock = lambda: datetime(2026, 11, 22, 7, 4, 11, tzinfo=timezone.utc)
    last = machine.brews[-1].seq
    machine.pour("0", ["syrup-type=Vanilla", "sweetener-type=Sugar"], card="04A224B9")

    answer = client("GET", "/log", params={"after": last})

    assert answer.headers["Content-Type"] == "text/csv; charset=iso-8859-1"
    assert answer.content.decode("iso-8859-1") == (
        f"{HEADER}\r\n{last + 1};22.11.2026 08:04:11;0;04A224B9;CASHLESS;1,20;EUR;"
        "syrup-type=Vanilla, sweetener-type=Sugar\r\n"
    )


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ((2026, 3, 29, 0, 59), "29.03.2026 01:59:00"),
        ((2026, 3, 29, 1, 0), "29.03.2026 03:00:00"),
        ((2026, 10, 25, 0, 30), "25.10.2026 02:30:00"),
        ((2026, 10, 25, 1, 30), "25.10.2026 02:30:00"),
    ],
)
def test_given_dst_night_when_poured_then_local_time_without_zone(
    machine, client, utc, local
):
    machine.clock = lambda: datetime(*utc, tzinfo=timezone.utc)
    machine.pour("0")

    found = log(client, after=machine.brews[-2].seq)

    assert found[0][1] == local


def test_given_gap_when_read_then_numbers_jump(machine, client):
    last = machine.brews[-1].seq
    machine.skip_seq(10)
    machine.pour("0")

    found = log(client, after=last)

    assert [line[0] for line in found] == [str(last + 11)]


def test_given_small_card_when_below_oldest_then_the_oldest():
    with Coffee1900(seed=5, brews=300, card_lines=20) as machine:
        found = log(Client1900(machine), after=3)

    assert len(found) == 20
    assert found[0][0] == str(machine.brews[-20].seq)


def test_given_end_of_log_when_read_then_header_only(machine, client):
    found = log(client, after=machine.brews[-1].seq)

    assert found == []


@pytest.mark.parametrize("params", [{"after": "x"}, {"limit": "x"}, {"limit": 0}])
def test_given_nonsense_when_read_then_400(client, params):
    answer = client("GET", "/log", params=params)

    assert answer.status_code == 400


@pytest.mark.parametrize("kind", DAMAGE)
def test_given_damage_when_read_then_only_that_line_is_other(machine, client, kind):
    whole = client("GET", "/log", params={"limit": 10}).content
    machine.damage_line(machine.brews[4].seq, kind)

    found = client("GET", "/log", params={"limit": 10}).content

    lines = whole.splitlines(keepends=True)
    before, after = b"".join(lines[:5]), b"".join(lines[6:])
    assert found != whole
    assert found.startswith(before)
    assert found.endswith(after)
    assert machine.card_text().count(found[len(before) : -len(after)]) >= 1


def test_given_a_million_lines_when_written_then_no_memory_is_needed():
    import itertools
    import tracemalloc
    from zoneinfo import ZoneInfo

    from coffee_machines import history
    from coffee_machines.wire_1900.csv_log import csv_lines

    drinks = history.make_drinks(1, 12)
    brews = history.make_brews(1, 1_000_000, drinks, history.make_cards(1, 40))
    tracemalloc.start()

    size = sum(
        map(len, itertools.islice(csv_lines(brews, ZoneInfo("UTC"), "EUR"), 20_000))
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 20_000 * 40
    assert peak < 1_000_000
