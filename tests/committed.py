"""A database that is really committed to, within this process.

Odoo's own test cases undo everything at their end, and let every cursor share one
transaction. What is about transactions of its own has to be tested without that.
"""

import gc
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from provision import database


class Committed:
    """A database of its own, and environments on it."""

    def __init__(self, registry):
        self.registry = registry

    @contextmanager
    def env(self, **context):
        """Give an environment of the superuser; commit at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, context)

    def connect(self, machine, **values):
        """Create the backend of a simulated machine with its drinks; return its id."""
        with self.env(active_test=False) as env:
            currencies = env["res.currency"].search([("name", "=", machine.currency)])
            currencies.active = True
            env.company.currency_id = currencies
            backend = env["coffee.backend"].create(
                {
                    "name": machine.version,
                    "version": machine.version,
                    "location": machine.location,
                    "username": machine.username,
                    "password": machine.password,
                    "tz": "UTC",
                    **values,
                }
            )
            backend.action_test_connection()
            env["coffee.product.product"].import_page(backend)
            return backend.id


@contextmanager
def no_tests_on_load():
    """Keep Odoo from running tests of its own while it loads the database."""
    config["test_enable"] = False
    try:
        yield
    finally:
        config["test_enable"] = True


@contextmanager
def no_garbage_in(registry):
    """Spare collections a look at what a registry keeps for as long as it lives.

    A test that collects after each of many runs would do nothing else.
    """
    assert registry.ready
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def database_of(instance, purpose):
    """Give a copy of the database with our addons, dropped afterwards."""
    with database.temporary(instance, purpose) as name:
        try:
            with no_tests_on_load():
                registry = Registry(name)
            with no_garbage_in(registry):
                yield Committed(registry)
        finally:
            Registry.delete(name)
            sql_db.close_db(name)
