# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Each switch for a fault, over the socket."""

import http.client
import time

import pytest
import requests

from coffee_machines import Coffee2900, Fault
from coffee_machines.client import Client2900

PATIENCE = 10  # seconds


@pytest.fixture
def machine():
    with Coffee2900(seed=5, brews=20) as machine:
        yield machine


@pytest.fixture
def client(machine):
    client = Client2900(machine)
    yield client
    client.close()


def test_given_delay_when_asked_then_answer_comes_later(machine, client):
    machine.faults.add(Fault("delay", seconds=0.2))

    before = time.monotonic()
    status = client("GET", "/machine").status_code

    assert status == 200
    assert 0.2 <= time.monotonic() - before < 2


def test_given_drop_when_poured_then_no_effect(machine, client):
    machine.faults.add(Fault("drop", method="POST", path="/brews"))

    with pytest.raises(requests.ConnectionError):
        client.pour("key")

    assert machine.poured == []
    assert machine.requests[-1].status is None
    assert client.pour("key").status_code == 202


@pytest.mark.parametrize("kind", ["drop_answer", "hang", "tear"])
def test_given_lost_answer_when_poured_then_coffee_is_there(machine, client, kind):
    machine.faults.add(Fault(kind, path="/brews", seconds=0.1))

    with pytest.raises(requests.ConnectionError):
        client.pour("key")
    again = client.pour("key")

    assert [brew.id for brew in machine.poured] == [again.json()["id"]]
    assert again.status_code == 202


def test_given_hang_when_client_is_impatient_then_timeout(machine, client):
    machine.faults.add(Fault("hang", path="/brews", seconds=5))

    with pytest.raises(requests.ReadTimeout):
        client.pour("key", timeout=0.2)

    assert len(machine.poured) == 1


def test_given_cut_when_asked_then_half_of_the_body(machine, client):
    """Ask with `http.client`: an old `requests` does not notice a short body."""
    headers = {"Authorization": client.session.headers["Authorization"]}
    whole = client("GET", "/machine").content
    machine.faults.add(Fault("cut"))

    connection = http.client.HTTPConnection("127.0.0.1", machine.port)
    connection.request("GET", "/v1/machine", headers=headers)
    answer = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    connection.close()

    assert answer.status == 200
    assert len(caught.value.partial) == int(answer.headers["Content-Length"]) // 2
    assert client("GET", "/machine").content[:40] == whole[:40]


def test_given_trickle_when_client_is_patient_then_the_answer_is_whole(machine, client):
    whole = client("GET", "/machine").json()
    machine.faults.add(Fault("trickle", seconds=0.001))
    machine.faults.add(Fault("trickle_body", seconds=0.001, after=1))

    answers = [client("GET", "/machine").json() for _ in range(2)]

    assert [answer["serial"] for answer in answers] == [whole["serial"]] * 2


def test_given_trickle_when_no_byte_is_in_time_then_timeout(machine, client):
    machine.faults.add(Fault("trickle", seconds=5))

    with pytest.raises(requests.ReadTimeout):
        client("GET", "/machine", timeout=0.2)

    assert machine.requests[-1].status == 200


def test_given_garble_when_asked_then_bytes_are_replaced(machine, client):
    machine.faults.add(Fault("garble", find=rb'"model":"[^"]*"', replace=b'"model":7'))

    answer = client("GET", "/machine")

    assert answer.status_code == 200
    assert answer.json()["model"] == 7


def test_given_status_when_asked_then_that_status_and_headers(machine, client):
    machine.faults.add(
        Fault("status", status=503, headers={"Retry-After": "7"}, body=b"later")
    )

    answer = client("GET", "/machine")

    assert (answer.status_code, answer.headers["Retry-After"], answer.text) == (
        503,
        "7",
        "later",
    )


def test_given_gateway_when_poured_then_its_status_and_coffee_is_there(machine, client):
    machine.faults.add(Fault("gateway", "POST", "/brews", status=524, body=b"late"))

    answer = client.pour("key")

    assert (answer.status_code, answer.text) == (524, "late")
    assert len(machine.poured) == 1


def test_given_refuse_when_asked_then_nobody_listens_for_a_while(machine, client):
    machine.faults.add(Fault("refuse", seconds=0.3))

    with pytest.raises(requests.ConnectionError):
        client("GET", "/machine")
    with pytest.raises(requests.ConnectionError, match="refused"):
        client("GET", "/machine")

    until = time.monotonic() + PATIENCE
    while True:
        try:
            answer = client("GET", "/machine")
        except requests.ConnectionError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            break
    assert answer.status_code == 200


def test_given_pattern_when_asked_then_only_matching_requests_fail(machine, client):
    machine.faults.add(Fault("status", "GET", r"/brews\?.*limit=7", times=2, after=1))

    statuses = [client("GET", "/brews?limit=7").status_code for _ in range(5)]
    other = client("GET", "/brews?limit=8").status_code

    assert statuses == [200, 503, 503, 200, 200]
    assert other == 200
    assert len(machine.faults) == 0


def test_given_fault_for_ever_when_cleared_then_served_again(machine, client):
    machine.faults.add(Fault("status", times=None))

    broken = [client("GET", "/machine").status_code for _ in range(3)]
    machine.faults.clear()

    assert broken == [503, 503, 503]
    assert client("GET", "/machine").status_code == 200


def test_given_unknown_kind_when_made_then_error_names_the_kinds():
    with pytest.raises(ValueError, match="drop_answer"):
        Fault("explode")
