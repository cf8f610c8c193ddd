"""What a person does in the demo: connect the machines, import, compare."""

import time

from .console import fact, say, step
from .fleet import Fleet
from .server import Client, Server

OPEN = ("wait_dependencies", "pending", "enqueued", "started")
POLL = 0.3  # seconds
FLOWS = {"drinks": "coffee.product.product", "brews": "coffee.brew"}
HELD = {**FLOWS, "levels": "coffee.consumable", "badges": "coffee.res.partner"}
MENU = ("connector_coffee", "coffee_backend_overview_menu")
ROW = "{:<10} {:>9} {:>13} {:>7} {:>7} {:>6} {:>5} {:>7} {:>7}"


class Tour:
    """Walk through one import.

    :param client: logged in as a person
    :param fleet: the machines
    """

    def __init__(self, client: Client, fleet: Fleet):
        self.client, self.fleet = client, fleet
        self.backends: dict[str, int] = {}
        self.before = {
            model: max(client.call(model, "search", []), default=0)
            for model in HELD.values()
        }
        self.last_sync = max(client.call("coffee.sync", "search", []), default=0)
        self.last_job = max(client.call("queue.job", "search", []), default=0)

    def connect(self) -> None:
        """Have each machine in Odoo, at its present address, and start its import."""
        self.choose_currency()
        for machine in self.fleet.machines():
            name = machine["name"]
            with step(
                "Machine", f"{name}, {machine['version']}, {machine['location']}"
            ):
                self.backends[name] = self.configure(machine)
                self.client.call(
                    "coffee.backend", "action_test_connection", [self.backends[name]]
                )
        self.client.call(
            "coffee.backend", "action_import_now", [*self.backends.values()]
        )

    def choose_currency(self) -> None:
        """Let the company sell in the currency of the machines."""
        euro = self.client.call(
            "res.currency",
            "search",
            [("name", "=", "EUR")],
            context={"active_test": False},
        )
        self.client.call("res.currency", "write", euro, {"active": True})
        (company,) = self.client.call("res.company", "search", [], limit=1)
        self.client.call("res.company", "write", [company], {"currency_id": euro[0]})

    def configure(self, machine: dict) -> int:
        """Return the backend of a machine, made or pointed to where it is now."""
        found = self.client.call(
            "coffee.backend", "search", [("name", "=", machine["name"])]
        )
        address = {key: machine[key] for key in ("location", "username", "password")}
        if found:
            self.client.call("coffee.backend", "write", found, address)
            return found[0]
        identity = {key: machine[key] for key in ("name", "version", "tz")}
        return self.client.call("coffee.backend", "create", {**identity, **address})

    def follow_import(self, server: Server) -> None:
        """Draw the progress of the import until no job is left to run."""
        expected = sum(
            machine[flow] for machine in self.fleet.machines() for flow in FLOWS
        )
        with step("Import", "waiting for the job runner") as line:
            while self.jobs(("state", "in", OPEN)):
                server.check_alive()
                rows = sum(map(rows_of, self.syncs()))
                line.text = "rows" if rows else line.text
                line.progress(rows, expected, f"{rows:,}" if rows else "")
                time.sleep(POLL)
            line.text = "finished"

    def jobs(self, *domain: tuple) -> list[dict]:
        """Return the jobs of this import."""
        domain = [("id", ">", self.last_job), *domain]
        return self.client.call(
            "queue.job",
            "search_read",
            domain,
            ["name", "state", "exec_time", "exc_info"],
        )

    def syncs(self, *domain: tuple) -> list[dict]:
        """Return the runs of this import."""
        counts = ["created", "updated", "unchanged", "failed"]
        domain = [("id", ">", self.last_sync), *domain]
        return self.client.call("coffee.sync", "search_read", domain, counts)

    def summarize(self) -> bool:
        """Print a line for each machine, and what went wrong.

        :return: whether every job is done and all counts agree
        """
        say()
        titles = (*map(str.capitalize, HELD), "New", "Jobs", "Rows/s", "Errors")
        say(ROW.format("Machine", *titles))
        agree = all([self.summarize_machine(each) for each in self.fleet.machines()])
        undone = self.jobs(("state", "!=", "done"))
        say()
        for job in undone:
            fact("Job", f"{job['name']}: {job['state']} {last_line(job['exc_info'])}")
        fact("Jobs", "not all are done" if undone else "all done")
        fact("Counts", "Odoo and the machines agree" if agree else "they DIFFER")
        return agree and not undone

    def menu(self) -> str:
        """Return where the overview is, as a person clicks to it."""
        domain = [("module", "=", MENU[0]), ("name", "=", MENU[1])]
        (found,) = self.client.call("ir.model.data", "search_read", domain, ["res_id"])
        (menu,) = self.client.call(
            "ir.ui.menu", "read", [found["res_id"]], ["complete_name"]
        )
        return menu["complete_name"].replace("/", " ‣ ")

    def summarize_machine(self, machine: dict) -> bool:
        """Print the line of a machine: what Odoo holds, and how much of it is new.

        :return: whether Odoo holds as many records as the machine
        """
        backend = ("backend_id", "=", self.backends[machine["name"]])
        held = {
            kind: self.client.call(model, "search_count", [backend])
            for kind, model in HELD.items()
        }
        new = sum(
            self.client.call(model, "search_count", [backend, ("id", ">", last)])
            for model, last in self.before.items()
        )
        syncs = self.syncs(backend)
        jobs = self.jobs(("name", "=like", f"{machine['name']}:%"))
        seconds = sum(job["exec_time"] for job in jobs)
        say(
            ROW.format(
                machine["name"],
                *(f"{held[flow]} of {machine[flow]}" for flow in FLOWS),
                *(held[kind] for kind in HELD if kind not in FLOWS),
                new,
                len(jobs),
                f"{sum(map(rows_of, syncs)) / seconds:,.0f}" if seconds else "",
                sum(sync["failed"] for sync in syncs),
            )
        )
        return all(held[flow] == machine[flow] for flow in FLOWS)


def rows_of(sync: dict) -> int:
    """Return how many rows a run has handled."""
    return sum(sync[key] for key in ("created", "updated", "unchanged", "failed"))


def last_line(text: str | bool) -> str:
    """Return the last line of a traceback, if there is one."""
    return text.strip().splitlines()[-1] if text else ""
