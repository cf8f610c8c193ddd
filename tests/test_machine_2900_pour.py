# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Pouring on a Coffee 2900: one coffee for each idempotency key."""

import threading
import time

import pytest
import requests

from coffee_machines import Coffee2900, Fault
from coffee_machines.client import Client2900


@pytest.fixture
def machine():
    with Coffee2900(seed=5, brews=20) as machine:
        yield machine


@pytest.fixture
def client(machine):
    client = Client2900(machine)
    yield client
    client.close()


def kind(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def wait_until(condition, seconds=3.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_given_order_when_sent_then_202_and_state_by_location(machine, client):
    answer = client.pour("key", additions=["sweetener-type=Sugar"])
    found = client("GET", answer.headers["Location"].removeprefix("/v1")).json()

    assert answer.status_code == 202
    assert (answer.json()["result"], answer.json()["seq"]) == ("brewing", None)
    assert (found["result"], found["seq"]) == ("poured", machine.brews[-1].seq)
    assert (found["payment"], found["price"]["amount"]) == ("free", 0)
    assert found["additions"] == ["sweetener-type=Sugar"]
    assert [brew.id for brew in machine.poured] == [found["id"]]


def test_given_same_key_and_body_when_sent_again_then_same_brew(machine, client):
    answers = [client.pour("key") for _ in range(3)]

    assert {answer.json()["id"] for answer in answers} == {machine.poured[0].id}
    assert len(machine.poured) == 1


def test_given_same_key_and_other_body_when_sent_then_422(machine, client):
    client.pour("key")

    answer = client.pour("key", additions=["sweetener-type=Sugar"])

    assert kind(answer) == (422, "key-reused")
    assert len(machine.poured) == 1


def test_given_order_in_flight_when_same_key_sent_then_409(machine, client):
    machine.order_seconds = 0.5
    first = threading.Thread(target=client.pour, args=("key",))
    first.start()
    assert wait_until(lambda: "key" in machine.orders)

    answer = Client2900(machine).pour("key")
    first.join()

    assert kind(answer) == (409, "in-flight")
    assert "Retry-After" in answer.headers
    assert len(machine.poured) == 1


def test_given_brew_that_takes_time_when_watched_then_brewing_then_poured(
    machine, client
):
    machine.brew_seconds = 0.3

    order = client.pour("one").json()
    busy = client.pour("two")
    state = client("GET", "/machine").json()["state"]
    during = client("GET", f"/brews/{order['id']}").json()["result"]
    total = client("GET", "/brews").json()["total"]

    assert (during, state, total) == ("brewing", "brewing", 20)
    assert kind(busy) == (409, "busy")
    assert wait_until(lambda: len(machine.brews) == 21)
    assert client("GET", f"/brews/{order['id']}").json()["result"] == "poured"
    assert client.pour("two").status_code == 202, "a refused key is free again"


def test_given_failing_machine_when_poured_then_result_failed(machine, client):
    machine.fail_brews = 1

    order = client.pour("key").json()

    assert client("GET", f"/brews/{order['id']}").json()["result"] == "failed"
    assert machine.poured == []


def test_given_nothing_left_when_poured_then_503_and_key_is_free(machine, client):
    machine.set_level("beans", 0)

    answer = client.pour("key")
    machine.refill()

    assert kind(answer) == (503, "out-of-something")
    assert (answer.json()["code"], answer.headers["Retry-After"]) == ("beans", "300")
    assert client.pour("key").status_code == 202


@pytest.mark.parametrize(
    ("key", "body", "expected"),
    [
        ("", {"drink_id": "0"}, (400, "malformed")),
        ("a b", {"drink_id": "0"}, (400, "malformed")),
        ("k", {}, (400, "malformed")),
        ("k", {"drink_id": 0}, (400, "malformed")),
        ("k", {"drink_id": "nothing"}, (404, "not-found")),
        ("k", {"drink_id": "0", "additions": ["milk-type=Yak"]}, (422, "not-possible")),
    ],
)
def test_given_wrong_order_when_sent_then_refused(machine, client, key, body, expected):
    answer = client("POST", "/brews", json=body, headers={"Idempotency-Key": key})

    assert kind(answer) == expected
    assert machine.poured == []


def test_given_hidden_drink_when_poured_then_422(machine, client):
    machine.hide("0")

    answer = client.pour("key")

    assert kind(answer) == (422, "not-possible")


@pytest.mark.parametrize("fault", ["drop_answer", "hang", "tear"])
def test_given_lost_answer_when_asked_again_then_one_coffee(machine, client, fault):
    machine.faults.add(Fault(fault, "POST", "/brews", seconds=0.05))

    with pytest.raises(requests.RequestException):
        client.pour("key")
    again = client.pour("key")

    assert again.json()["result"] == "poured"
    assert len(machine.poured) == 1


def test_given_restart_when_asked_again_then_one_coffee(tmp_path):
    options = {"seed": 5, "brews": 20, "state": tmp_path / "machine.json"}
    with Coffee2900(**options) as machine:
        machine.brew_seconds = 30
        order = Client2900(machine).pour("key").json()

    with Coffee2900(**options) as again:
        answer = Client2900(again).pour("key").json()
        poured = [brew.id for brew in again.poured]

    assert answer["id"] == order["id"]
    assert answer["result"] == "poured"
    assert poured == [order["id"]]


def test_given_power_cut_when_asked_again_then_one_coffee(tmp_path):
    options = {"seed": 5, "brews": 20, "state": tmp_path / "machine.json"}
    with Coffee2900(**options) as machine:
        machine.brew_seconds = 30
        order = Client2900(machine).pour("key").json()
        saved = options["state"].read_bytes()
    options["state"].write_bytes(saved)  # as if it had never been switched off

    with Coffee2900(**options) as again:
        answer = Client2900(again).pour("key").json()
        count = len(again.poured)

    assert (answer["id"], answer["result"], count) == (order["id"], "poured", 1)
