"""Show the connector at work: two machines, a server, an import.

Installs what is missing, starts two simulated coffee machines and an Odoo server,
connects and imports the machines, and serves until Ctrl-C. The database is kept
from run to run.
"""

import argparse
import shutil
import time
from contextlib import ExitStack, contextmanager

from . import cache, database, odoo_source, port, postgres, python
from .console import Failure, fact, say, step
from .fleet import Fleet, fleet
from .instance import Instance
from .server import Client, Server, check_free, server
from .tour import Tour

USER = PASSWORD = "admin"  # a server that listens on the loopback interface alone


def main(arguments: list[str]) -> int:
    """Run the demo that the command line asks for.

    :return: 0 if every job is done and all counts agree, or there was no ``--once``
    """
    parser = argparse.ArgumentParser(prog="setup/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the import")
    parser.add_argument("--reset", action="store_true", help="start afresh")
    parser.add_argument("--port", type=int, default=8069, help="of the web client")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    check_free(options.port)
    source = odoo_source.find()
    interpreter = python.for_odoo(source)
    addons = port.addons(source, interpreter)
    with postgres.server() as variables:
        instance = Instance(source, interpreter, addons, variables)
        name = f"coffee_demo_{source.series.partition('.')[0]}"
        with ExitStack() as running:
            running.enter_context(alone(name, options.port))
            if options.reset:
                reset(instance, name)
            database.keep(instance, name)
            machines = running.enter_context(fleet(instance, name))
            odoo = running.enter_context(server(instance, name, options.port))
            seconds = time.monotonic() - started
            fact("Web client", f"{odoo.url} after {seconds:.1f} s")
            complete = show(machines, odoo, name)
            if options.once:
                return 0 if complete else 1
            serve(odoo)
    return 0


@contextmanager
def alone(name: str, port: int):
    """Keep a second demo from using the same database.

    :raise Failure: there is one that does; says where
    """
    with open(cache.folder("locks") / name, "a+") as handle:
        if not cache.taken(handle):
            handle.seek(0)
            raise Failure(
                f"The demo is running already, on port {handle.read()}.",
                "Use that one, or stop it with Ctrl-C where it runs.",
            )
        handle.truncate(0)
        handle.write(str(port))
        handle.flush()
        yield


def reset(instance: Instance, name: str) -> None:
    """Forget the database and what the machines went through."""
    with step("Database", "removing the demo"):
        database.drop(instance, name)
        shutil.rmtree(cache.folder("machines", name))


def show(machines: Fleet, odoo: Server, name: str) -> bool:
    """Connect and import the machines; print what came of it.

    :return: whether every job is done and all counts agree
    """
    client = Client(odoo.url, name, USER, PASSWORD)
    tour = Tour(client, machines)
    tour.connect()
    tour.follow_import(odoo)
    complete = tour.summarize()
    fact("Look at", tour.menu())
    return complete


def serve(odoo: Server) -> None:
    """Keep everything up until Ctrl-C.

    :raise Failure: the server ended by itself
    """
    say()
    fact("Open", f"{odoo.url}  (user {USER}, password {PASSWORD})")
    fact("Stop", "Ctrl-C")
    try:
        while True:
            odoo.check_alive()
            time.sleep(1)
    except KeyboardInterrupt:
        say("\nStopping.")
