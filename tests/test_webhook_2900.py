"""The pushes of a Coffee 2900 wake the imports of a real Odoo server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
import requests
from standardwebhooks import Webhook

from coffee_machines import Coffee2900


@pytest.fixture
def odoo(served):
    return served


def test_given_pushes_of_a_machine_then_odoo_has_its_brews_with_few_jobs(odoo):
    with Coffee2900(seed=5, brews=50, endless=True) as machine:
        backend = registered(odoo, machine)
        machine.webhook.double = 1
        machine.webhook.lose = 3

        for _brew in range(20):
            machine.pour("0")
        machine.webhook.drain()
        odoo.wait_for_jobs()

        statuses = [delivery.status for delivery in machine.webhook.deliveries]
        assert statuses.count(204) == 17
        assert set(statuses) == {204, 401}, "the doubled one was taken twice"
        assert odoo.call("coffee.brew", "search_count", [("backend_id", "=", backend)])
        assert brews(odoo, backend) == sorted(brew.id for brew in machine.brews)
        assert len(odoo.jobs(("name", "like", "import brews"))) < 17
        assert odoo.jobs(("state", "!=", "done")) == []


def test_given_late_and_reordered_pushes_then_odoo_has_what_the_machine_has(odoo):
    with Coffee2900(seed=6, brews=10, endless=True) as machine:
        backend = registered(odoo, machine)
        machine.webhook.hold()
        machine.set_price("0", 333)
        machine.pour("0")

        machine.webhook.release(backwards=True)
        machine.webhook.drain()
        odoo.wait_for_jobs()

        assert brews(odoo, backend) == sorted(brew.id for brew in machine.brews)
        domain = [("backend_id", "=", backend), ("coffee_id", "=", "0")]
        fields = ["coffee_price"]
        (drink,) = odoo.call("coffee.product.product", "search_read", domain, fields)
        assert drink["coffee_price"] == 3.33


def registered(odoo, machine):
    """Connect a machine that can reach Odoo; return the id of its backend."""
    odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.server.url)
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    odoo.call("coffee.backend", "action_register_webhook", [backend])
    return backend


def brews(odoo, backend):
    domain = [("backend_id", "=", backend)]
    found = odoo.call("coffee.brew", "search_read", domain, ["coffee_id"])
    return sorted(brew["coffee_id"] for brew in found)


def test_given_same_push_many_times_at_once_then_taken_once(odoo):
    with Coffee2900(seed=5, brews=5) as machine:
        registered(odoo, machine)
        target, body = machine.webhook.target, b'{"type": "brew.finished"}'

        for number in range(5):
            now = datetime.now(timezone.utc)
            headers = {
                "webhook-id": f"msg_{number}",
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Webhook(target.secret).sign(
                    f"msg_{number}", now, body.decode()
                ),
            }

            def push(_time, headers=headers):
                return requests.post(
                    target.url, data=body, headers=headers, timeout=30
                ).status_code

            with ThreadPoolExecutor(8) as threads:
                statuses = sorted(threads.map(push, range(8)))

            assert statuses == [204] + [401] * 7
        odoo.wait_for_jobs()
