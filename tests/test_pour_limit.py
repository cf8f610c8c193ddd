"""The daily limit holds when a person presses the button many times at once."""

import threading

import pytest

from odoo.exceptions import UserError

import committed
from coffee_machines import Coffee2900

LIMIT = 2
PRESSES = 6


@pytest.fixture
def odoo(instance):
    with committed.database_of(instance, "limit") as odoo:
        yield odoo


def make_user(odoo):
    """Let an employee pour, twice a day; return his id."""
    with odoo.env() as env:
        env["ir.config_parameter"].set_param("connector_coffee.daily_limit", LIMIT)
        user = env["res.users"].create({"name": "Ada", "login": "ada"})
        group = env.ref("connector_coffee.coffee_group_user")
        env.ref("base.group_user").write({"implied_ids": [(4, group.id)]})
        return user.id


def press(odoo, user, drink, outcomes):
    """Place an order as a person does; note what came of it."""
    with odoo.env() as env:
        env = env(user=user)
        try:
            env["coffee.order"]._place(env["coffee.product.product"].browse(drink))
            outcomes.append("placed")
        except UserError:
            outcomes.append("refused")


def test_given_limit_of_2_when_pressed_6_times_at_once_then_2_orders(odoo):
    with Coffee2900(seed=5, brews=5, endless=True) as machine:
        backend = odoo.connect(machine)
    user, outcomes = make_user(odoo), []
    with odoo.env() as env:
        domain = [("backend_id", "=", backend)]
        drink = env["coffee.product.product"].search(domain, limit=1).id
    presses = [
        threading.Thread(target=press, args=(odoo, user, drink, outcomes))
        for _press in range(PRESSES)
    ]

    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    assert sorted(outcomes) == ["placed"] * LIMIT + ["refused"] * (PRESSES - LIMIT)
