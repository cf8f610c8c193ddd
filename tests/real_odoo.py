"""A database with a real Odoo server and its job runner, for end-to-end tests."""

import json
import os
import subprocess
import time
from contextlib import contextmanager

from door import Door
from provision import database
from provision.instance import Instance
from provision.server import Client, free_port, server

OPEN = ("wait_dependencies", "pending", "enqueued", "started")
# a job that fails just now waits for us, while we wait for it: then once more
FORGET = """
env.cr.execute("SET LOCAL lock_timeout = '1s'")
env.cr.execute("DELETE FROM queue_job")
env.cr.execute("TRUNCATE coffee_backend CASCADE")
env["mail.message"].search([("model", "=", "queue.job")]).unlink()
env.invalidate_all()
env.registry.clear_cache()
"""
MARK = "RESULT OF THE TEST: "


class RealOdoo:
    """A database; its server runs within `serving()`.

    :ivar server: the server that runs
    :ivar client: of that server, logged in as admin
    :ivar door: into that server
    """

    def __init__(self, instance: Instance, name: str):
        self.instance, self.name = instance, name
        self.server = self.client = self.door = None

    @contextmanager
    def serving(self, **options):
        """Run a server while the block runs.

        :param options: as for `server`
        """
        assert self.door is None, "A server of this database runs already."
        options = {"start": self.start, **options}
        run = server(self.instance, self.name, free_port(), **options)
        try:
            with Door() as self.door, run as self.server:
                self.client = Client(self.server.url, self.name, "admin", "admin")
                yield self
        finally:
            self.door = None

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        """Start Odoo with a door."""
        with self.door.inside as inside:  # a server that ends closes it for good
            return self.instance.start(
                inside.fileno(),
                *arguments,
                program="door",
                pass_fds=[inside.fileno()],
                **options,
            )

    def kill(self) -> None:
        """End the server as a power cut does: SIGKILL."""
        self.server.process.kill()
        self.server.process.wait()

    def call(self, model: str, method: str, *arguments, **keywords):
        """Call a public method of a model, as a person's browser does."""
        return self.client.call(model, method, *arguments, **keywords)

    def connect(self, machine, **values) -> int:
        """Create the backend of a simulated machine; return its id."""
        self.choose_currency(machine.currency)
        address = {
            "location": machine.location,
            "username": machine.username,
            "password": machine.password,
        }
        identity = {"name": machine.version, "version": machine.version, "tz": "UTC"}
        return self.call("coffee.backend", "create", {**identity, **address, **values})

    def choose_currency(self, code: str) -> None:
        """Let the company sell in the currency of a machine."""
        context = {"active_test": False}
        found = self.call(
            "res.currency", "search", [("name", "=", code)], context=context
        )
        self.call("res.currency", "write", found, {"active": True})
        company = self.call("res.company", "search", [], limit=1)
        self.call("res.company", "write", company, {"currency_id": found[0]})

    def jobs(self, *domain) -> list[dict]:
        """Return the jobs that match."""
        fields = ["name", "state", "eta", "retry", "exc_info"]
        return self.call("queue.job", "search_read", list(domain), fields)

    def wait_for_jobs(self, seconds: float = 120) -> None:
        """Wait until no job is left to run."""
        until = time.monotonic() + seconds
        while waiting := self.jobs(("state", "in", OPEN)):
            assert time.monotonic() < until, waiting
            time.sleep(0.2)

    def shell(self, script: str):
        """Run a script, commit, and return what it leaves in `result`.

        The server that runs does it, or else Odoo's shell.

        :param script: Python with `env`; `result` has to fit into JSON
        """
        if self.door:
            return self.door.run(self.name, script)
        text = (
            f"result = None\n{script}\nenv.cr.commit()\n"
            f"import json; print({MARK!r} + json.dumps(result))\n"
        )
        output = self.odoo("shell", "--no-http", input=text)
        found = [line for line in output.splitlines() if MARK in line]
        assert found, output
        return json.loads(found[-1].partition(MARK)[2])

    def forget(self) -> None:
        """Take away all machines, whatever belongs to them, and all jobs."""
        self.shell(FORGET)

    def run(self, *arguments: str) -> str:
        """Run Odoo until it ends, as with `--init` and `--update`; return its log."""
        return self.odoo(*arguments, "--no-http", "--stop-after-init")

    def odoo(self, *arguments: str, input: str | None = None) -> str:
        """Run a command of Odoo on the database; return what it printed."""
        configuration = self.instance.configuration(f"{self.name}-run")
        # a command of Odoo comes before its options
        command = [argument for argument in arguments if not argument.startswith("-")]
        options = [argument for argument in arguments if argument.startswith("-")]
        process = self.instance.start(
            *command,
            f"--config={configuration}",
            f"--database={self.name}",
            *options,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output, _none = process.communicate(input)
        assert process.returncode == 0, output
        return output


@contextmanager
def database_of(instance: Instance, purpose: str):
    """Give a copy of the database with our addons, dropped afterwards."""
    with database.temporary(instance, purpose) as name:
        yield RealOdoo(instance, name)


@contextmanager
def database_without_us(instance: Instance, purpose: str):
    """Give a database with what our addons depend on, dropped afterwards."""
    name = f"{purpose}_{instance.series.partition('.')[0]}_{os.getpid()}"
    needed = database.dependencies(instance)
    origin = database.layer(instance, "base", "template0", needed)
    database.copy(instance, origin, name)
    try:
        yield RealOdoo(instance, name)
    finally:
        database.drop(instance, name)
