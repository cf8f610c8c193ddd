"""Odoo repeats a request when the database refuses it; the coffee is not repeated.

The database refuses by a trigger, as it does when two transactions meet.
"""

import functools

import pytest

from odoo.service.model import retrying

import committed
from coffee_machines import Coffee1900, Coffee2900
from pouring import place, pour

# what a transaction that meets another one is told: serialization_failure
REFUSE = """
    CREATE SEQUENCE refusals;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('refusals') <= 2 THEN
            RAISE EXCEPTION 'two have met' USING ERRCODE = '40001';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN (NEW.state = '{state}') EXECUTE FUNCTION refuse();
"""
ACCEPT = """
    DROP TRIGGER refuse ON {table};
    DROP FUNCTION refuse;
    DROP SEQUENCE refusals;
"""


@pytest.fixture(scope="module")
def odoo(instance):
    with committed.database_of(instance, "retried") as odoo:
        yield odoo


@pytest.fixture(scope="module", params=[Coffee1900, Coffee2900])
def machine(request, odoo):
    with request.param(seed=5, brews=20, endless=True) as machine:
        machine.backend_id = odoo.connect(machine)
        yield machine


def press(odoo, machine):
    """Press the button of the wizard, with Odoo's own repeats; return the orders."""
    with odoo.env() as env:
        drink = env["coffee.product.product"].search(
            [("backend_id", "=", machine.backend_id)], limit=1
        )
        past = env["coffee.order"].search([])
        wizard = env["coffee.pour"].create({"drink_id": drink.id})
        env.cr.commit()
        shown = retrying(functools.partial(wizard.action_pour), env)
        env.invalidate_all()
        return env["coffee.order"].search([]) - past, shown["params"]


def refuse(odoo, statement, **names):
    with odoo.env() as env:
        env.cr.execute(statement.format(**names))


def test_given_state_of_machine_refused_when_poured_then_one_order(odoo, machine):
    with odoo.env() as env:
        env["coffee.backend"].browse(machine.backend_id).state = "unreachable"
    past = len(machine.poured)
    names = {"table": "coffee_backend", "state": "ready"}

    refuse(odoo, REFUSE, **names)
    orders, shown = press(odoo, machine)
    refuse(odoo, ACCEPT, **names)

    assert len(orders) == len(machine.poured) - past == 1
    assert shown["type"] == "success"


def test_given_outcome_refused_when_poured_then_one_order_and_found_out(odoo, machine):
    past = len(machine.poured)
    names = {"table": "coffee_order", "state": "poured"}

    refuse(odoo, REFUSE, **names)
    orders, shown = press(odoo, machine)
    refuse(odoo, ACCEPT, **names)
    state = pour(odoo, orders.id)

    assert len(orders) == len(machine.poured) - past == 1
    assert shown["type"] == "info"
    assert state == {"1900": "unknown", "2900": "poured"}[machine.version]


def test_given_nothing_refused_when_poured_then_one_order(odoo, machine):
    past = len(machine.poured)

    state = pour(odoo, place(odoo, machine))

    assert (state, len(machine.poured) - past) == ("poured", 1)
