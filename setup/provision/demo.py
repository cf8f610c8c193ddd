"""Show the connector at work: two machines, a server, an import.

Installs what is missing, starts two simulated coffee machines and an Odoo server,
connects and imports the machines, and serves until Ctrl-C. The database is kept
from run to run.
"""

import argparse
import os
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager

from . import cache, console, database, instance, odoo_source
from .console import Failure, fact, say, step
from .instance import Instance
from .server import Client, Server, check_free, server

USER = PASSWORD = "admin"  # a server that listens on the loopback interface alone
OPEN = ("wait_dependencies", "pending", "enqueued", "started")
POLL = 0.3  # seconds
FLOWS = {"drinks": "coffee.product.product", "brews": "coffee.brew"}
HELD = {**FLOWS, "levels": "coffee.consumable", "badges": "coffee.res.partner"}
COUNTS = ("created", "updated", "unchanged", "failed")  # of a run
MENU = [
    ("module", "=", "connector_coffee"),
    ("name", "=", "coffee_backend_menu_overview"),
]
ROW = "{:<10} {:>9} {:>13} {:>7} {:>7} {:>6} {:>5} {:>7} {:>7}"


def main(arguments: list[str]) -> int:
    """Get ready what the demo needs, and run it where Odoo and the machines are.

    :return: 0 if every job is done and all counts agree, or there was no ``--once``
    """
    started = time.monotonic()
    check_free(parse(arguments).port)
    with instance.ready(odoo_source.find()) as found:
        return found.inside("demo", *arguments, COFFEE_STARTED=str(started))


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="setup/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the import")
    parser.add_argument("--reset", action="store_true", help="start afresh")
    parser.add_argument("--port", type=int, default=8069, help="of the web client")
    return parser.parse_args(arguments)


def perform(arguments: list[str]) -> int:
    """Run the demo; the rest is there."""
    from coffee_machines.office import office

    options = parse(arguments)
    here = Instance.current()
    name = f"coffee_demo_{here.series.partition('.')[0]}"
    with ExitStack() as running:
        running.enter_context(alone(name, options.port))
        if options.reset:
            reset(here, name)
        database.keep(here, name)
        machines = running.enter_context(office(cache.folder("machines", name)))
        odoo = running.enter_context(server(here, name, options.port))
        seconds = time.monotonic() - float(os.environ["COFFEE_STARTED"])
        fact("Web client", f"{odoo.url} after {seconds:.1f} s")
        complete = show(machines, odoo, name)
        if not options.once:
            serve(odoo)
    return 0 if complete or not options.once else 1


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


def show(machines: dict, odoo: Server, name: str) -> bool:
    """Connect and import machines; print what came of it.

    :param machines: simulated ones by the names that people give them
    :return: whether every job is done and all counts agree
    """
    tour = Tour(Client(odoo.url, name, USER, PASSWORD), machines)
    tour.connect()
    tour.follow_import(odoo)
    complete = tour.summarize()
    fact("Look at", tour.menu())
    return complete


class Tour:
    """What a person does in the demo: connect the machines, import, compare.

    :param client: logged in as a person
    """

    def __init__(self, client: Client, machines: dict):
        self.call, self.machines = client.call, machines
        self.backends: dict[str, int] = {}
        models = (*HELD.values(), "coffee.sync", "queue.job")
        self.last = {model: max(self.search(model), default=0) for model in models}

    def search(self, model: str, *domain: tuple, **options) -> list[int]:
        """Return the ids of the records that match."""
        return self.call(model, "search", domain, **options)

    def new(self, model: str, fields: tuple[str, ...], *domain: tuple) -> list[dict]:
        """Return fields of the records that match and are of this import."""
        domain = [("id", ">", self.last[model]), *domain]
        return self.call(model, "search_read", domain, fields)

    def connect(self) -> None:
        """Have each machine in Odoo, at its present address, and start its import."""
        every = {"active_test": False}
        (euro,) = self.search("res.currency", ("name", "=", "EUR"), context=every)
        self.call("res.currency", "write", [euro], {"active": True})
        company = self.search("res.company", limit=1)
        self.call("res.company", "write", company, {"currency_id": euro})
        for name, machine in self.machines.items():
            with step("Machine", f"{name}, {machine.version}, {machine.location}"):
                self.backends[name] = self.configure(name, machine)
                backend = [self.backends[name]]
                self.call("coffee.backend", "action_test_connection", backend)
        self.call("coffee.backend", "action_import_now", [*self.backends.values()])

    def configure(self, name: str, machine) -> int:
        """Return the backend of a machine, made or pointed to where it is now."""
        address = {
            key: getattr(machine, key) or False
            for key in ("location", "username", "password")
        }
        if found := self.search("coffee.backend", ("name", "=", name)):
            self.call("coffee.backend", "write", found, address)
            return found[0]
        identity = {"name": name, "version": machine.version, "tz": "Europe/Berlin"}
        return self.call("coffee.backend", "create", {**identity, **address})

    def follow_import(self, server: Server) -> None:
        """Show the progress of the import until no job is left to run."""
        expected = sum(
            len(getattr(machine, kind))
            for machine in self.machines.values()
            for kind in FLOWS
        )
        with step("Import", "by the job runner") as line:
            while self.new("queue.job", ("id",), ("state", "in", OPEN)):
                server.check_alive()
                rows = sum(map(rows_of, self.new("coffee.sync", COUNTS)))
                line.note(f"{rows:,} of {expected:,} rows" if rows else "waiting")
                time.sleep(POLL)
            line.result = "finished"

    def summarize(self) -> bool:
        """Print a line for each machine, and what went wrong.

        :return: whether every job is done and all counts agree
        """
        say()
        titles = (*map(str.capitalize, HELD), "New", "Jobs", "Rows/s", "Errors")
        say(ROW.format("Machine", *titles))
        agree = all([self.compare(*machine) for machine in self.machines.items()])
        fields = ("name", "state", "exc_info")
        undone = self.new("queue.job", fields, ("state", "!=", "done"))
        say()
        for job in undone:
            reason = (job["exc_info"] or "").strip().rpartition("\n")[2]
            fact("Job", f"{job['name']}: {job['state']} {reason}")
        fact("Jobs", "not all are done" if undone else "all done")
        fact("Counts", "Odoo and the machines agree" if agree else "they DIFFER")
        return agree and not undone

    def compare(self, name: str, machine) -> bool:
        """Print the line of a machine: what Odoo holds, and how much of it is new.

        :return: whether Odoo holds as many records as the machine
        """
        backend = ("backend_id", "=", self.backends[name])
        held = {kind: len(self.search(HELD[kind], backend)) for kind in HELD}
        owned = {kind: len(getattr(machine, kind)) for kind in FLOWS}
        syncs = self.new("coffee.sync", COUNTS, backend)
        jobs = self.new("queue.job", ("exec_time",), ("name", "=like", f"{name}:%"))
        seconds = sum(job["exec_time"] for job in jobs)
        say(
            ROW.format(
                name,
                *(f"{held[kind]} of {owned[kind]}" for kind in FLOWS),
                *(held[kind] for kind in HELD if kind not in FLOWS),
                sum(len(self.new(model, ("id",), backend)) for model in HELD.values()),
                len(jobs),
                f"{sum(map(rows_of, syncs)) / seconds:,.0f}" if seconds else "",
                sum(sync["failed"] for sync in syncs),
            )
        )
        return all(held[kind] == owned[kind] for kind in FLOWS)

    def menu(self) -> str:
        """Return where the overview is, as a person clicks to it."""
        (found,) = self.call("ir.model.data", "search_read", MENU, ["res_id"])
        menu = [found["res_id"]]
        (names,) = self.call("ir.ui.menu", "read", menu, ["complete_name"])
        return names["complete_name"].replace("/", " ‣ ")


def rows_of(sync: dict) -> int:
    """Return how many rows a run has handled."""
    return sum(sync[key] for key in COUNTS)


if __name__ == "__main__":
    sys.exit(console.run(perform, sys.argv[1:]))
