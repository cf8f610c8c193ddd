# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a Coffee 2900 tells by itself: webhook and server-sent events."""

import base64
import http.server
import json
import threading
from datetime import datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from coffee_machines import Coffee2900
from coffee_machines.client import Client2900

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Receiver(http.server.ThreadingHTTPServer):
    """Keep what is pushed; answers come from `statuses`, 204 at the end."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pushes = []
        self.statuses = []
        self.url = f"http://127.0.0.1:{self.server_port}/coffee/webhook/1"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.pushes.append((headers, body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def machine():
    with Coffee2900(seed=5, brews=20) as machine:
        machine.webhook.retry_seconds = 0.01
        yield machine


@pytest.fixture
def client(machine):
    client = Client2900(machine)
    yield client
    client.close()


@pytest.fixture
def registered(client, receiver):
    body = {"url": receiver.url, "secret": SECRET}
    assert client("PUT", "/webhook", json=body).json() == {"url": receiver.url}


def types(receiver) -> list[str]:
    return [json.loads(body)["type"] for _headers, body in receiver.pushes]


@pytest.mark.usefixtures("registered")
def test_given_webhook_when_poured_then_library_accepts_the_push(machine, receiver):
    brew = machine.pour("0")
    machine.webhook.drain()

    (headers, body) = receiver.pushes[0]
    message = Webhook(SECRET).verify(body, headers)
    assert message["type"] == "brew.finished"
    assert message["data"] == {"machine": machine.serial, "id": brew.id}
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)


@pytest.mark.usefixtures("registered")
def test_given_webhook_when_all_kinds_happen_then_all_are_pushed(machine, receiver):
    machine.pour("0")
    machine.set_price("0", 200)
    machine.change_card(next(iter(machine.cards)), name="Ida")
    machine.set_level("milk", 100)
    machine.refill("milk")

    machine.webhook.drain()

    assert types(receiver) == [
        "brew.finished",
        "drink.changed",
        "card.changed",
        "level.low",
        "alert.raised",
        "alert.cleared",
    ]


@pytest.mark.usefixtures("registered")
def test_given_bad_line_when_poured_then_pushes_lost_doubled_and_reordered(
    machine, receiver
):
    machine.webhook.lose = 1
    machine.pour("0")
    machine.webhook.double = 1
    machine.pour("0")
    machine.webhook.drain()
    doubled = [headers["webhook-id"] for headers, _body in receiver.pushes]
    machine.webhook.hold()
    machine.set_price("0", 200)
    machine.pour("0")
    machine.webhook.release(backwards=True)
    machine.webhook.drain()

    assert len(doubled) == 2
    assert len(set(doubled)) == 1
    assert types(receiver)[2:] == ["brew.finished", "drink.changed"]


@pytest.mark.usefixtures("registered")
def test_given_receiver_in_trouble_when_pushed_then_tried_again(machine, receiver):
    receiver.statuses = [503, 500]

    machine.pour("0")
    machine.webhook.drain()

    ids = {headers["webhook-id"] for headers, _body in receiver.pushes}
    assert [delivery.status for delivery in machine.webhook.deliveries] == [
        503,
        500,
        204,
    ]
    assert len(ids) == 1


@pytest.mark.usefixtures("registered")
def test_given_wrong_clock_when_pushed_then_library_refuses(machine, receiver):
    machine.webhook.clock = lambda: datetime.now(timezone.utc) - timedelta(minutes=6)

    machine.pour("0")
    machine.webhook.drain()

    headers, body = receiver.pushes[0]
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(SECRET).verify(body, headers)


@pytest.mark.usefixtures("registered")
def test_given_webhook_deleted_when_poured_then_nothing_is_pushed(
    machine, client, receiver
):
    status = client("DELETE", "/webhook").status_code

    machine.pour("0")
    machine.webhook.drain()

    assert status == 204
    assert receiver.pushes == []


def test_given_nobody_there_when_pushed_then_given_up(machine, client):
    client("PUT", "/webhook", json={"url": "http://127.0.0.1:9/", "secret": SECRET})

    machine.pour("0")
    machine.webhook.drain()

    assert [delivery.status for delivery in machine.webhook.deliveries] == [None] * 3


@pytest.mark.parametrize(
    "body",
    [
        {"url": "ftp://example.com/", "secret": SECRET},
        {"url": "http://example.com/", "secret": "short"},
        {"url": "http://example.com/"},
    ],
)
def test_given_wrong_target_when_put_then_400(machine, client, body):
    answer = client("PUT", "/webhook", json=body)

    assert answer.status_code == 400
    assert machine.webhook.target is None


def events(text: str) -> list[dict[str, str]]:
    """Return the events of a stream."""
    blocks = [block for block in text.split("\n\n") if block.startswith("id:")]
    return [dict(line.split(": ", 1) for line in b.split("\n")) for b in blocks]


def test_given_past_events_when_streamed_after_id_then_only_the_later(machine, client):
    machine.stream_seconds = 0
    machine.pour("0")
    machine.set_price("0", 200)

    answer = client("GET", "/events", headers={"Last-Event-ID": "1"})

    assert answer.headers["Content-Type"] == "text/event-stream"
    (event,) = events(answer.text)
    assert (event["id"], event["event"]) == ("2", "drink.changed")
    assert json.loads(event["data"])["id"] == "0"


def test_given_open_stream_when_poured_then_event_comes_at_once(machine, client):
    machine.pour("0")
    machine.stream_seconds = 5

    with client("GET", "/events", stream=True, timeout=2) as answer:
        lines = answer.iter_lines(decode_unicode=True)
        next(lines)
        brew = machine.pour("0")
        found = [next(lines) for _ in range(4)]

    assert found[1:3] == ["id: 2", "event: brew.finished"]
    assert json.loads(found[3].removeprefix("data: "))["id"] == brew.id


def test_given_open_stream_when_switched_off_then_it_ends(client, machine):
    with client("GET", "/events", stream=True, timeout=2) as answer:
        machine.stop()
        rest = list(answer.iter_lines())

    assert rest[0] == b"retry: 2000"


def test_given_strange_id_when_streamed_then_400(client):
    answer = client("GET", "/events", headers={"Last-Event-ID": "x"})

    assert answer.status_code == 400
