"""The busy watch pours while every worker of the queue is stuck."""

import time

from coffee_machines import Coffee2900, Fault

STUCK = 15  # seconds that the slow machine keeps the only worker of the queue
THRESHOLD = 0.05  # minutes
RAN = """
result = env["queue.job"]._longest_started()[0]
"""
WAKE_CRON = """
env.ref("connector_coffee.ir_cron_busy_watch")._trigger()
"""


def prepare(odoo, kitchen):
    """Let the busy watch pour in the kitchen, after a short while."""
    (drink,) = odoo.call(
        "coffee.product.product", "search", [("backend_id", "=", kitchen)], limit=1
    )
    odoo.call(
        "coffee.busy.choice", "create", {"backend_id": kitchen, "drink_id": drink}
    )
    settings = odoo.call(
        "res.config.settings",
        "create",
        {"coffee_busy_watch": True, "coffee_busy_threshold": THRESHOLD},
    )
    odoo.call("res.config.settings", "execute", [settings])


def wait_until(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.2)


def test_given_only_worker_stuck_when_watch_then_coffee(odoo):
    with (
        Coffee2900(seed=3, brews=10, endless=True) as slow,
        Coffee2900(seed=4, brews=10, endless=True) as machine,
        odoo.serving(channels="root:1"),
    ):
        hall, kitchen = odoo.connect(slow, name="Hall"), odoo.connect(machine)
        odoo.call("coffee.backend", "action_test_connection", [kitchen])
        odoo.call("coffee.backend", "action_import_now", [kitchen])
        odoo.wait_for_jobs()
        prepare(odoo, kitchen)
        slow.faults.add(Fault("delay", seconds=STUCK, times=None))
        odoo.call("coffee.backend", "action_import_now", [hall])
        odoo.call("coffee.backend", "action_import_now", [kitchen])
        wait_until(lambda: odoo.jobs(("state", "=", "started")))
        wait_until(lambda: odoo.shell(RAN) >= 60 * THRESHOLD)

        odoo.shell(WAKE_CRON)
        wait_until(lambda: machine.poured)

        (stuck,) = odoo.jobs(("state", "=", "started"))
        assert "Hall" in stuck["name"]
        assert odoo.jobs(("state", "in", ("pending", "enqueued")))
        wait_until(
            lambda: odoo.call("coffee.order", "search", [("state", "=", "poured")])
        )
        fields = ["origin", "waited", "ran", "backend_id"]
        (order,) = odoo.call("coffee.order", "search_read", [], fields)
        assert order["origin"] == "busy_watch"
        assert order["backend_id"][0] == kitchen
        assert max(order["waited"], order["ran"]) >= 60 * THRESHOLD
        odoo.kill()  # it would wait for the job that is stuck
