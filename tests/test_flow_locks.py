"""Two jobs at one flow: one works, the other neither waits nor acts on the past."""

import pytest

from odoo.addons.connector_coffee.exceptions import CoffeeRetryableError

import committed
from coffee_machines import Coffee2900

BREWS, DRINKS = "coffee.brew", "coffee.product.product"


@pytest.fixture(scope="module")
def odoo(instance):
    with committed.database_of(instance, "locks") as odoo:
        yield odoo


def flow_in(env, backend, model_name):
    return env["coffee.backend"].browse(backend)._flow_of(model_name)


def test_given_page_done_since_a_job_began_when_it_locks_then_it_is_tried_again(odoo):
    with Coffee2900(seed=5, brews=5) as machine:
        backend = odoo.connect(machine)
        with odoo.env() as late:
            flow = flow_in(late, backend, BREWS)
            before = flow.position  # the transaction sees the database of this moment
            with odoo.env() as env:
                env[BREWS].import_page(env["coffee.backend"].browse(backend))

            with pytest.raises(CoffeeRetryableError) as caught:
                flow._lock()

    assert caught.value.ignore_retry
    with odoo.env() as env:
        assert flow_in(env, backend, BREWS).position != before


def test_given_nothing_but_the_lock_since_a_job_began_then_it_is_tried_again(odoo):
    with Coffee2900(seed=6, brews=5) as machine:
        backend = odoo.connect(machine)
        with odoo.env() as late:
            flow = flow_in(late, backend, BREWS)
            assert not flow.position
            with odoo.env() as env:
                flow_in(env, backend, BREWS)._lock()

            with pytest.raises(CoffeeRetryableError):
                flow._lock()


def test_given_brews_of_a_new_drink_while_drinks_are_imported_then_they_wait(odoo):
    with Coffee2900(seed=7, brews=0, endless=True) as machine:
        backend = odoo.connect(machine)
        drink = machine.add_drink("99", "Ristretto", 120)
        machine.pour(drink.id)
        with odoo.env() as busy:
            flow_in(busy, backend, DRINKS)._lock()

            with odoo.env() as env, pytest.raises(CoffeeRetryableError) as caught:
                env[BREWS].import_page(env["coffee.backend"].browse(backend))

        assert caught.value.ignore_retry
        with odoo.env() as env:
            env[BREWS].import_page(env["coffee.backend"].browse(backend))
            ours = [("backend_id", "=", backend)]
            assert env[BREWS].search_count(ours) == len(machine.brews)
            assert env[DRINKS].search_count([*ours, ("coffee_id", "=", drink.id)]) == 1
