# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The EVA-DTS audit of a Coffee 1900."""

import pytest
from crccheck.crc import CrcArc

from coffee_machines import Coffee1900
from coffee_machines.client import Client1900
from coffee_machines.wire_1900.eva_dts_writer import crc16


@pytest.fixture
def machine():
    with Coffee1900(seed=5, brews=3000) as machine:
        yield machine


@pytest.fixture
def client(machine):
    return Client1900(machine)


def audit(client) -> list[list[str]]:
    """Return the segments, split."""
    text = client("GET", "/audit").content.decode("iso-8859-1")
    return [line.split("*") for line in text.split("\r\n") if line]


def rows(segments, name) -> list[list[str]]:
    return [fields[1:] for fields in segments if fields[0] == name]


def product(segments, number, name) -> list[str]:
    """Return the segment of that name that follows PA1 of a product."""
    inside = False
    for fields in segments:
        if fields[0] == "PA1":
            inside = fields[1] == str(number)
        elif inside and fields[0] == name:
            return fields[1:]
    raise AssertionError(f"no {name} of {number}")


def test_given_audit_when_checked_by_crccheck_then_crc_and_count_are_right(client):
    data = client("GET", "/audit").content

    start, end = data.index(b"ST*"), data.index(b"G85*")
    lines = data.decode("iso-8859-1").split("\r\n")
    names = [line.split("*")[0] for line in lines if line]

    assert data[end:].split(b"\r\n")[0] == b"G85*%04X" % CrcArc.calc(data[start:end])
    count = names.index("SE") - names.index("ST") + 1
    assert lines[names.index("SE")] == f"SE*{count}*0001"
    assert (names[0], names[-1]) == ("DXS", "DXE")


@pytest.mark.parametrize("data", [b"", b"123456789", bytes(range(256)) * 3])
def test_given_bytes_when_crc_then_as_crccheck(data):
    ours = crc16(data)

    assert ours == CrcArc.calc(data)


def test_given_history_when_audited_then_counters_are_those_of_the_brews(
    machine, client
):
    paid = [brew for brew in machine.brews if brew.payment not in ("free", "test")]
    cash = [b for b in paid if b.payment == "cash" and b.selection == 3]

    segments = audit(client)

    value, number = str(sum(b.price for b in paid)), str(len(paid))
    assert rows(segments, "VA1") == [[value, number, value, number]]
    pa2 = rows(segments, "PA2")
    assert sum(int(fields[0]) for fields in pa2) == len(paid)
    assert sum(int(fields[1]) for fields in pa2) == int(value)
    pa7 = [f for f in rows(segments, "PA7") if f[:2] == ["3", "CA"]]
    assert pa7[0][4:6] == [str(len(cash)), str(sum(b.price for b in cash))]
    assert rows(segments, "VA3")[0][1] == str(
        sum(brew.payment == "free" for brew in machine.brews)
    )


def test_given_audit_when_read_then_identity_and_levels_are_there(machine, client):
    segments = audit(client)

    assert rows(segments, "ID1")[0][:2] == [machine.serial, "COFFEE-1900"]
    assert rows(segments, "ID4") == [["2", "1978", "EUR"]]
    pa1 = rows(segments, "PA1")[0]
    assert pa1[:3] == ["0", "120", "Espresso"]
    assert pa1[6:9] == ["0", "500", "50"], "status, current level, minimum"


def test_given_reads_when_audited_again_then_read_number_goes_up(client):
    first, second = audit(client), audit(client)

    numbers = [rows(found, "EA3")[0][0] for found in (first, second)]

    assert numbers == ["1", "2"]


def test_given_sale_between_reads_when_audited_then_difference_is_the_sale(
    machine, client
):
    before = audit(client)
    (drink_id,) = (d.id for d in machine.drinks.values() if d.selection == 2)
    machine.set_price(drink_id, 999)
    machine.pour(drink_id)

    after = audit(client)

    old, new = product(before, 2, "PA2"), product(after, 2, "PA2")
    assert int(new[0]) - int(old[0]) == 1
    assert int(new[1]) - int(old[1]) == 999
    la1 = {fields[1]: fields[3:] for fields in rows(after, "LA1")}
    assert la1["2"] == [new[2], new[0]], "reset count before init count"


def test_given_reset_when_audited_then_only_interval_counters_are_zero(machine, client):
    machine.reset_counters()
    machine.pour("0")

    va1 = rows(audit(client), "VA1")[0]

    assert va1[2:] == ["120", "1"]
    assert int(va1[1]) > 2000


def test_given_board_swap_when_audited_then_serial_is_new_and_counters_zero(
    machine, client
):
    audit(client)
    machine.swap_board("NEW-1")

    segments = audit(client)

    assert rows(segments, "ID1")[0][0] == "NEW-1"
    assert rows(segments, "VA1") == [["0", "0", "0", "0"]]
    assert rows(segments, "EA3")[0][0] == "1"


def test_given_events_when_audited_then_counts_and_activity(machine, client):
    machine.raise_event("EGS")
    machine.clear_alert("EGS")
    machine.raise_event("EGS")
    machine.set_level("milk", 0)

    first, second = audit(client), audit(client)

    def event(segments, code):
        return next(f[1:] for f in rows(segments, "EA2") if f[0] == code)

    assert event(first, "EGS") == ["2", "2", "", "1"]
    assert event(first, "EDJ") == ["1", "1", "", "1"]
    assert event(second, "EGS") == ["0", "2", "", "1"]
    assert event(second, "EDT") == ["0", "0", "", "0"]


def test_given_state_file_when_restarted_then_counters_and_reads_go_on(tmp_path):
    options = {"seed": 5, "brews": 100, "state": tmp_path / "machine.json"}
    with Coffee1900(**options) as machine:
        machine.pour("0")
        before = audit(Client1900(machine))

    with Coffee1900(**options) as again:
        after = audit(Client1900(again))

    assert rows(before, "VA1") == rows(after, "VA1")
    assert rows(after, "EA3")[0][0] == "2"
