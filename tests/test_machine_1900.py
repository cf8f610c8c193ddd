# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""HTCPCP of a Coffee 1900, and its one-client-at-a-time manners."""

import threading
import time

import pytest
import requests

from coffee_machines import Coffee1900, Fault
from coffee_machines.client import Client1900
from coffee_machines.wire_1900.additions import read_additions

PATIENCE = 10  # seconds
KNOWN = ("milk-type=Skim", "milk-type=Whole-milk", "syrup-type=Vanilla")


@pytest.fixture
def machine():
    with Coffee1900(seed=5, brews=20) as machine:
        yield machine


@pytest.fixture
def client(machine):
    return Client1900(machine)


@pytest.mark.parametrize("method", ["BREW", "POST"])
@pytest.mark.parametrize(
    "kind", ["message/coffeepot", "application/coffee-pot-command"]
)
def test_given_pot_when_brewed_then_200_and_coffee(machine, client, method, kind):
    answer = client.brew(
        additions="milk-type=Whole-milk; 2, syrup-type=Vanilla",
        method=method,
        kind=kind,
    )

    assert (answer.status_code, answer.headers["Safe"]) == (200, "if-user-awake")
    (brew,) = machine.poured
    assert brew is machine.brews[-1]
    assert brew.additions == ("milk-type=Whole-milk", "syrup-type=Vanilla")
    assert (brew.selection, brew.payment, brew.price) == (0, "free", 0)


def test_given_selection_when_brewed_then_that_drink(machine, client):
    answer = client.brew("/pot-1/4")

    assert (answer.status_code, answer.text) == (200, "Latte macchiato brewed.\r\n")
    assert machine.poured[0].selection == 4


@pytest.mark.parametrize(
    ("path", "status"),
    [("/pot-9", 404), ("/pot-0/99", 404), ("/pot-0/1/2", 404), ("/", 300)],
)
def test_given_other_path_when_brewed_then_nothing_is_poured(
    machine, client, path, status
):
    answer = client.brew(path)

    assert answer.status_code == status
    assert machine.poured == []


def test_given_no_pot_when_brewed_then_alternates_name_the_pots(client):
    answer = client.brew("/")

    assert answer.headers["Alternates"] == (
        '{"/pot-0" {type message/coffeepot}}, {"/pot-1" {type message/coffeepot}}, '
        '{"/pot-2" {type message/teapot}}'
    )


def test_given_teapot_when_brewed_then_418(machine, client):
    answer = client.brew("/pot-2")

    assert (answer.status_code, answer.reason) == (418, "I'm a teapot")
    assert machine.poured == []


def test_given_unknown_addition_when_brewed_then_406_lists_what_there_is(client):
    answer = client.brew(additions="alcohol-type=Rum")

    assert answer.status_code == 406
    assert answer.text.strip().split(", ")[0] == "milk-type=Whole-milk"


def test_given_offensive_combination_when_brewed_then_403(machine, client):
    answer = client.brew(additions="milk-type=Skim, syrup-type=Chocolate")

    assert answer.status_code == 403
    assert machine.poured == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("dance", "message/coffeepot", 400),
        ("start", "text/plain", 415),
        ("start", "message/teapot", 503),
    ],
)
def test_given_wrong_message_when_brewed_then_refused(client, body, kind, status):
    answer = client.brew(body=body, kind=kind)

    assert answer.status_code == status


def test_given_no_milk_when_brewed_then_503_says_what_is_missing(machine, client):
    machine.set_level("milk", 10)

    answer = client.brew("/pot-0/4")

    assert (answer.status_code, answer.text) == (503, "Out of milk.\r\nEDJ: Milk\r\n")
    assert machine.poured == []


def test_given_slow_brew_when_watched_then_202_busy_when_and_stop(machine, client):
    machine.brew_seconds = 30

    started = client.brew(additions="milk-type=Skim")
    properties = client("PROPFIND", "/pot-0").text
    busy = client.brew()
    when = client("WHEN", "/pot-0").text
    state = client("GET", "/pot-0").text
    stopped = client.brew(body="stop")

    assert (started.status_code, busy.status_code, stopped.status_code) == (
        202,
        503,
        200,
    )
    assert "name: Espresso\r\nadditions: milk-type=Skim\r\nmilk: pouring" in properties
    assert when == "The milk has stopped.\r\n"
    assert state == "pot: pot-0\r\nstate: brewing\r\n"
    assert client("GET", "/pot-0").text == "pot: pot-0\r\nstate: ready\r\n"
    assert len(machine.poured) == 1


def test_given_idle_pot_when_when_or_stop_then_nothing_happens(machine, client):
    answers = [client("WHEN", "/pot-0"), client.brew(body="stop")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert machine.poured == []


def test_given_other_method_when_asked_then_405(client):
    answer = client("DELETE", "/pot-0")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "BREW, POST, WHEN, GET, PROPFIND"


def test_given_password_when_asked_then_basic_is_checked():
    with Coffee1900(brews=1, username="kiosk", password="bean") as machine:
        client = Client1900(machine)
        statuses = [
            client("GET", "/audit").status_code,
            client("GET", "/audit", auth=("kiosk", "wrong")).status_code,
            client("GET", "/audit", auth=("kiosk", "bean")).status_code,
        ]

    assert statuses == [401, 401, 200]


def ask_while_busy(machine, seconds=0.5):
    """Ask while another client is being served; return what came of it."""
    machine.faults.add(Fault("delay", path="/audit", seconds=seconds))
    first = threading.Thread(target=Client1900(machine), args=("GET", "/audit"))
    first.start()
    until = time.monotonic() + PATIENCE
    while len(machine.faults):  # it holds the first one since it took the fault up
        assert time.monotonic() < until
        time.sleep(0.01)
    try:
        return Client1900(machine)("GET", "/log")
    finally:
        first.join()


def test_given_client_being_served_when_another_asks_then_503(machine):
    answer = ask_while_busy(machine)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


@pytest.mark.parametrize(
    ("when_busy", "reason"), [("refuse", "refused"), ("reset", "reset")]
)
def test_given_rude_machine_when_another_asks_then_no_answer(when_busy, reason):
    with Coffee1900(brews=1, when_busy=when_busy) as machine:
        with pytest.raises(requests.ConnectionError, match=reason):
            ask_while_busy(machine)
        later = Client1900(machine)("GET", "/log")

    assert later.status_code == 200


def test_given_patient_machine_when_another_asks_then_it_waits():
    with Coffee1900(brews=1, when_busy="wait") as machine:
        answer = ask_while_busy(machine)

    assert answer.status_code == 200


def test_given_one_client_when_it_asks_often_then_never_busy(machine, client):
    answers = [client("GET", "/log", params={"limit": 1}) for _ in range(200)]

    assert {answer.status_code for answer in answers} == {200}


def test_given_lost_answer_when_brewed_then_coffee_was_poured(machine, client):
    machine.faults.add(Fault("drop_answer", method="BREW"))

    with pytest.raises(requests.ConnectionError):
        client.brew()

    assert len(machine.poured) == 1


@pytest.mark.parametrize(
    ("header", "additions"),
    [
        ("", []),
        (" , ,", []),
        ("milk-type=Skim", ["milk-type=Skim"]),
        ("MILK-TYPE=skim", ["milk-type=Skim"]),
        (
            "milk-type = Skim ; 2 , Vanilla;q=0.5",
            ["milk-type=Skim", "syrup-type=Vanilla"],
        ),
        ('milk-type=Skim;how="with, care"', ["milk-type=Skim"]),
        ("milk-type=Skim, milk-type=Skim;3", ["milk-type=Skim"]),
        ("milk-type=Skim;q=0, *", []),
        ("spice-type=Salt", ["spice-type=Salt"]),
    ],
)
def test_given_header_when_read_then_additions(header, additions):
    found = read_additions(header, KNOWN)

    assert found == additions


@pytest.mark.parametrize("header", ["=", "a=b c", "milk-type=Skim;", "é", 'a="b"'])
def test_given_nonsense_when_read_then_error(header):
    with pytest.raises(ValueError, match="not an addition"):
        read_additions(header, KNOWN)
