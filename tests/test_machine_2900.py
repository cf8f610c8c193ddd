# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The JSON API of a Coffee 2900: access, reading, changing."""

import itertools
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
import requests

from coffee_machines import Coffee2900
from coffee_machines.client import Client2900
from coffee_machines.wire_2900.problem import KINDS
from coffee_machines.wire_2900.rate_limit import RateLimit

NOON = datetime(2026, 10, 25, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def machine():
    with Coffee2900(seed=5, brews=250, drinks=12, cards=40) as machine:
        yield machine


@pytest.fixture
def client(machine):
    client = Client2900(machine)
    yield client
    client.close()


def problem(answer) -> tuple[int, str]:
    """Return status and kind; checks that all three places agree."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].removeprefix("urn:coffee-2900:problem:")


# Access


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        ({"grant_type": "password"}, True, 400, "unsupported_grant_type"),
        ({}, True, 400, "invalid_request"),
        ({"grant_type": "client_credentials"}, False, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "scope": "admin"},
            True,
            400,
            "invalid_scope",
        ),
    ],
)
def test_given_wrong_token_request_when_sent_then_error(
    machine, form, auth, status, error
):
    answer = requests.post(
        machine.location + "/v1/oauth/token",
        data=form or "x=1",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=(machine.username, machine.password if auth else "wrong"),
    )

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_given_credentials_in_form_when_sent_then_token(machine):
    answer = requests.post(
        machine.location + "/v1/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": machine.username,
            "client_secret": machine.password,
        },
    )

    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    assert answer.json()["scope"] == "brew cards:write menu:write"


def test_given_token_when_it_expires_then_401():
    now = [NOON]
    with Coffee2900(brews=1, expires_in=60, clock=lambda: now[0]) as machine:
        client = Client2900(machine)
        before = client("GET", "/machine").status_code
        now[0] += timedelta(seconds=60)
        after = client("GET", "/machine")

    assert before == 200
    assert problem(after) == (401, "unauthorized")
    assert after.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic eDp5"])
def test_given_no_good_token_when_asked_then_401(machine, header):
    answer = requests.get(
        machine.location + "/v1/machine", headers={"Authorization": header}
    )

    assert problem(answer) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/drinks", "menu:write"),
        ("PUT", "/drinks/0", "menu:write"),
        ("DELETE", "/drinks/0", "menu:write"),
        ("POST", "/cards", "cards:write"),
        ("PUT", "/cards/x", "cards:write"),
        ("DELETE", "/cards/x", "cards:write"),
        ("POST", "/brews", "brew"),
    ],
)
def test_given_scope_missing_when_written_then_403(machine, method, path, scope):
    others = {"menu:write", "cards:write", "brew"} - {scope}
    client = Client2900(machine, scope=" ".join(sorted(others)))

    answer = client(method, path, json={})

    assert problem(answer) == (403, "scope-missing")
    assert answer.json()["scope"] == scope


# Reading


def test_given_machine_when_read_then_identity(machine, client):
    machine.clock = lambda: NOON

    found = client("GET", "/machine").json()

    assert found["model"] == "Coffee 2900"
    assert found["serial"] == machine.serial
    assert found["state"] == "ready"
    assert found["clock"] == "2026-10-25T12:00:00Z"
    assert found["languages"] == ["en", "de", "fr", "es"]


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_given_history_when_paged_then_every_brew_once(machine, client, limit):
    rows = list(client.pages("/brews", limit=limit))

    assert [row["seq"] for row in rows] == [brew.seq for brew in machine.brews]
    assert [row["price"]["amount"] for row in rows] == [
        brew.price for brew in machine.brews
    ]


def test_given_last_page_when_coffee_poured_then_cursor_goes_on(machine, client):
    page = client("GET", "/brews", params={"limit": 1000}).json()
    machine.skip_seq(5)
    brew = machine.pour("0")

    more = client("GET", "/brews", params={"cursor": page["next_cursor"]}).json()

    assert (page["has_more"], page["total"]) == (False, 250)
    assert [row["id"] for row in more["data"]] == [brew.id]
    assert more["total"] == 251


@pytest.mark.parametrize("path", ["/drinks", "/cards"])
def test_given_shared_times_when_paged_then_none_is_left_out(machine, client, path):
    rows = list(client.pages(path, limit=3))

    key = "id" if path == "/drinks" else "uid"
    records = machine.drinks if path == "/drinks" else machine.cards
    assert sorted(row[key] for row in rows) == sorted(records)
    assert len({row["updated_at"] for row in rows}) < len(rows)
    assert rows == sorted(rows, key=lambda row: (row["updated_at"], row[key]))


def test_given_edit_while_paging_when_paged_then_drink_comes_again(machine, client):
    pages = client.pages("/drinks", limit=5)
    first = [row["id"] for row in itertools.islice(pages, 5)]
    machine.set_price(first[0], 999)

    rest = [(row["id"], row["price"]["amount"]) for row in pages]

    assert rest[-1] == (first[0], 999)
    assert len(rest) == 12 - 5 + 1


def test_given_updated_since_when_listed_then_only_what_changed(machine, client):
    since = machine.rename("0", "Shot").updated_at
    machine.set_price("0", 130)

    rows = list(client.pages("/drinks", updated_since=since.isoformat()))

    assert [(row["id"], row["name"]) for row in rows] == [("0", "Shot")]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/brews", {"limit": 0}),
        ("/brews", {"limit": 1001}),
        ("/brews", {"limit": "ten"}),
        ("/drinks", {"updated_since": "yesterday"}),
        ("/drinks", {"updated_since": "2026-10-25T12:00:00"}),
        ("/alerts", {"active": "maybe"}),
        ("/brews", {"limit": ["1", "2"]}),
    ],
)
def test_given_nonsense_when_listed_then_400(client, path, params):
    answer = client("GET", path, params=params)

    assert problem(answer) == (400, "malformed")


def test_given_expired_cursors_when_used_then_410(machine, client):
    cursor = client("GET", "/brews", params={"limit": 1}).json()["next_cursor"]
    machine.expire_cursors()

    answers = [
        client("GET", "/brews", params={"cursor": cursor}),
        client("GET", "/brews", params={"cursor": "invented"}),
    ]

    assert [problem(answer) for answer in answers] == [(410, "cursor-gone")] * 2
    assert len(list(client.pages("/brews", limit=100))) == 250


@pytest.mark.parametrize(
    ("header", "language", "name"),
    [
        (None, "en", "Caffè latte"),
        ("de", "de", "Milchkaffee"),
        ("de-AT,en;q=0.5", "de", "Milchkaffee"),
        ("en;q=0.1, fr;q=0.9", "fr", "Café au lait"),
        ("pt, es;q=0.2", "es", "Café con leche"),
        ("pt", "en", "Caffè latte"),
        ("de;q=0, *", "en", "Caffè latte"),
    ],
)
def test_given_language_when_listed_then_names(machine, client, header, language, name):
    drink = next(d for d in machine.drinks.values() if d.selection == 2)

    answer = client("GET", f"/drinks/{drink.id}", headers={"Accept-Language": header})

    assert answer.headers["Content-Language"] == language
    assert answer.json()["name"] == name


def test_given_low_milk_when_levels_and_alerts_read_then_they_say_so(machine, client):
    machine.set_level("milk", 100)
    machine.raise_alert("door", "info", "Door open")
    machine.clear_alert("door")

    levels = {row["code"]: row for row in client("GET", "/levels").json()["data"]}
    active = client("GET", "/alerts?active=true").json()["data"]
    over = client("GET", "/alerts?active=false").json()["data"]

    assert levels["milk"] == {
        "code": "milk",
        "name": "Milk",
        "level": 100,
        "capacity": 20000,
        "unit": "ml",
        "minimum": 2000,
    }
    assert [(row["code"], row["cleared_at"]) for row in active] == [("milk", None)]
    assert [row["code"] for row in over] == ["door"]
    assert over[0]["cleared_at"] is not None
    assert client("GET", "/machine").json()["state"] == "attention"


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/drinks/nothing", 404, "not-found"),
        ("GET", "/brews/nothing", 404, "not-found"),
        ("PATCH", "/drinks", 405, "method-not-allowed"),
    ],
)
def test_given_wrong_path_when_asked_then_problem(client, method, path, status, kind):
    answer = client(method, path)

    assert problem(answer) == (status, kind)


def test_given_gzip_when_accepted_then_compressed_and_can_be_switched_off(
    machine, client
):
    packed = client("GET", "/brews").headers.get("Content-Encoding")
    machine.gzip = False

    plain = client("GET", "/brews").headers.get("Content-Encoding")

    assert (packed, plain) == ("gzip", None)


# Changing


def test_given_etag_when_drink_put_then_changed_once(machine, client):
    etag = client("GET", "/drinks/0").headers["ETag"]
    body = {"name": "Kurzer", "price": {"amount": 155, "currency": "EUR"}}
    headers = {"If-Match": etag, "Content-Language": "de"}

    first = client("PUT", "/drinks/0", json=body, headers=headers)
    second = client("PUT", "/drinks/0", json=body, headers=headers)

    drink = machine.drinks["0"]
    assert first.status_code == 200
    assert (drink.names["de"], drink.names["en"], drink.price) == (
        "Kurzer",
        "Espresso",
        155,
    )
    assert first.json()["etag"] == first.headers["ETag"] == drink.etag != etag
    assert problem(second) == (412, "changed")


def test_given_edit_on_machine_when_put_then_412_and_edit_stays(machine, client):
    etag = client("GET", "/drinks/0").headers["ETag"]
    machine.set_price("0", 199)

    answer = client(
        "PUT", "/drinks/0", json={"available": False}, headers={"If-Match": etag}
    )

    assert problem(answer) == (412, "changed")
    assert (machine.drinks["0"].price, machine.drinks["0"].available) == (199, True)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"price": {"amount": "1", "currency": "EUR"}}, {"If-Match": "*"}, 400),
        ({"price": {"amount": -1, "currency": "EUR"}}, {"If-Match": "*"}, 400),
        ({"colour": "brown"}, {"If-Match": "*"}, 400),
        ({"name": ""}, {"If-Match": "*"}, 400),
        ({"name": "x"}, {}, 400),
        ({"name": "x"}, {"If-Match": "unquoted"}, 400),
        ({"price": {"amount": 1, "currency": "USD"}}, {"If-Match": "*"}, 422),
        ({"name": "x"}, {"If-Match": "*", "Content-Language": "pt"}, 422),
        ({"selection": 1}, {"If-Match": "*"}, 409),
        ({"name": "x"}, {"If-Match": "*", "Content-Type": "text/json"}, 415),
    ],
)
def test_given_wrong_change_when_put_then_refused(
    machine, client, body, headers, status
):
    before = machine.drinks["0"].etag

    answer = client("PUT", "/drinks/0", json=body, headers=headers)

    assert problem(answer)[0] == status
    assert machine.drinks["0"].etag == before


def test_given_new_drink_when_posted_and_deleted_then_it_comes_and_goes(
    machine, client
):
    body = {"name": "Affogato", "price": {"amount": 300, "currency": "EUR"}}

    made = client("POST", "/drinks", json=body)
    path = made.headers["Location"].removeprefix("/v1")
    found = client("GET", path).json()
    gone = client("DELETE", path, headers={"If-Match": made.headers["ETag"]})

    assert made.status_code == 201
    assert (found["name"], found["selection"], found["available"]) == (
        "Affogato",
        12,
        True,
    )
    assert gone.status_code == 204
    assert client("GET", path).status_code == 404
    assert len(machine.drinks) == 12


def test_given_card_when_posted_put_and_deleted_then_it_comes_and_goes(machine, client):
    body = {"uid": "04FF", "name": "Ida", "company": "Bean & Co."}

    made = client("POST", "/cards", json=body)
    twice = client("POST", "/cards", json=body)
    put = client(
        "PUT",
        "/cards/04FF",
        json={"company": None, "credit": {"amount": 500, "currency": "EUR"}},
        headers={"If-Match": made.json()["etag"]},
    )
    card = machine.cards["04FF"]
    gone = client("DELETE", "/cards/04FF", headers={"If-Match": "*"})

    assert (made.status_code, put.status_code, gone.status_code) == (201, 200, 204)
    assert problem(twice) == (409, "already-exists")
    assert (card.name, card.company, card.credit) == ("Ida", None, 500)
    assert "04FF" not in machine.cards


# Trouble


@pytest.mark.parametrize("kind", KINDS)
def test_given_switch_when_asked_then_that_problem(machine, client, kind):
    machine.refuse(kind, retry_after="3", path="/machine")

    answer = client("GET", "/machine")

    assert problem(answer) == (KINDS[kind][0], kind)
    assert answer.headers["Retry-After"] == "3"
    assert client("GET", "/machine").status_code == 200


def test_given_old_firmware_when_refused_then_200_but_failed(machine, client):
    machine.old_firmware = True

    answer = client("GET", "/drinks/nothing")

    assert answer.status_code == 200
    assert answer.json()["status"] == "failed"
    assert answer.json()["problem"]["status"] == 404


def test_given_rate_limit_when_exceeded_then_429_in_seconds(machine, client):
    machine.rate_limit = RateLimit(3, seconds=30)

    answers = [client("GET", "/machine") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert problem(answers[-1]) == (429, "too-many-requests")
    assert 28 <= int(answers[-1].headers["Retry-After"]) <= 30


def test_given_rate_limit_as_date_when_exceeded_then_429_with_date(machine, client):
    machine.clock = lambda: NOON
    machine.rate_limit = RateLimit(0 + 1, seconds=30, as_date=True)
    machine.tokens.expires_in = 3600
    client("GET", "/machine")

    answer = client("GET", "/machine")

    when = parsedate_to_datetime(answer.headers["Retry-After"])
    assert answer.status_code == 429
    assert timedelta(0) < when - NOON <= timedelta(seconds=30)
