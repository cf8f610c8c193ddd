"""What the tests of pouring share: place an order, send it, count the coffees."""

import gc
import time

import requests

from coffee_machines import Fault

LONG = 5.0  # seconds for an answer, where no test is about being late
PATIENCE = 5  # seconds for anything that is bound to happen


def strike(machine, faults):
    """Let faults hit the orders, and nothing else, of a machine."""
    machine.faults.clear()
    method = "BREW" if machine.version == "1900" else "POST"
    for fault in faults:
        machine.faults.add(Fault(**fault, method=method, path="/pot|/brews"))


def count_orders(machine):
    """Return how many orders have reached a machine, taken up or not."""
    return sum(
        request.method == "BREW"
        or (request.method == "POST" and request.path.endswith("/brews"))
        for request in list(machine.requests)
    )


def let_finish(machine):
    """Wait until the machine is done with every order that has reached it.

    A client that gave up, or died, may have left its order behind. Connections are
    accepted in their order, so those before this one are known once it is answered.
    """
    machine.faults.clear()
    wait_until(lambda: answers(machine))
    # an error may keep the answer, and with it the connection, of this process alive
    gc.collect()
    wait_until(lambda: not machine.server.open_connections)


def answers(machine):
    """Tell whether a machine answers, whatever it says."""
    try:
        requests.get(f"http://127.0.0.1:{machine.port}/", timeout=LONG)
    except requests.exceptions.ConnectionError:
        return False
    return True


def place(odoo, machine):
    """Place an order for the first drink of a machine; return its id."""
    with odoo.env() as env:
        drink = env["coffee.product.product"].search(
            [("backend_id", "=", machine.backend_id)], limit=1
        )
        return env["coffee.order"]._place(drink).id


def pour(odoo, order_id, timeout=LONG):
    """Send an order, as a person's button and the cron do; return its state."""
    with odoo.env(coffee_pour_timeout=timeout) as env:
        return env["coffee.order"].browse(order_id)._pour()[0]


def wait_until(condition):
    """Wait for what is bound to happen."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.0005)
