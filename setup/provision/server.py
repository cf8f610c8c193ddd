"""A real Odoo server with queue_job's job runner in it."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from urllib.request import HTTPCookieProcessor

from . import cache
from .console import TAIL, Failure, step
from .instance import Instance

HOST = "127.0.0.1"
CHANNELS = "root:4,root.coffee:4,root.coffee.import:2"
PATIENCE = 120  # seconds until the server has to answer
STOP = 20  # seconds that it may take to stop


class Server:
    """A running server.

    :param process: of Odoo
    :param url: of the web client
    :param log: the file that it writes its log to
    """

    def __init__(self, process: subprocess.Popen, url: str, log: Path):
        self.process, self.url, self.log = process, url, log

    def wait_until_ready(self) -> None:
        """Wait until the login page comes.

        :raise Failure: the server ended, or takes too long
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.check_alive()
            try:
                urllib.request.urlopen(
                    f"{self.url}/web/login", timeout=PATIENCE
                ).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        message = f"Odoo does not answer at {self.url} after {PATIENCE} s."
        raise Failure(message, f"Read {self.log}.")

    def check_alive(self) -> None:
        """Complain if the server has ended.

        :raise Failure: with the last lines of its log
        """
        if self.process.poll() is not None:
            tail = "\n".join(self.log.read_text().splitlines()[-TAIL:])
            message = f"Odoo has ended:\n{tail}"
            raise Failure(message, f"The whole log is in {self.log}.")

    def stop(self) -> None:
        """Let the server finish what it does; end it if that takes too long."""
        self.process.terminate()
        try:
            self.process.wait(STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def server(
    instance: Instance,
    database: str,
    port: int,
    channels: str = CHANNELS,
    start: Callable | None = None,
    **options: object,
):
    """Run a server for one database while the block runs.

    :param port: a free one
    :param channels: how many jobs run at once
    :param start: what starts it, as ``Instance.start`` does
    :param options: of Odoo's configuration, instead of ours
    :raise Failure: Odoo does not start
    """
    configuration = instance.configuration(
        database,
        sections={"queue_job": {"channels": channels, "host": HOST, "port": port}},
        http_port=port,
        db_name=database,
        dbfilter=f"^{database}$",
        **{"max_cron_threads": 1, **options},
    )
    log = cache.folder("log") / f"{database}.log"
    with open(log, "w") as output:
        process = (start or instance.start)(
            f"--config={configuration}",
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for who started this
        )
    running = Server(process, f"http://{HOST}:{port}", log)
    try:
        with step("Odoo", "starting the server"):
            running.wait_until_ready()
        yield running
    finally:
        running.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def check_free(port: int) -> None:
    """Complain about a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(
                f"Port {port} cannot be used: {error.strerror.lower()}.",
                "Stop what listens there, or choose another one: --port 8070.",
            ) from error


class Client:
    """What a person does in the web client, over the same interface.

    :param url: of the server
    :raise Failure: Odoo does not let that person in
    """

    def __init__(self, url: str, database: str, user: str, password: str):
        self.url = url
        self.session = urllib.request.build_opener(HTTPCookieProcessor())
        self.post("session/authenticate", db=database, login=user, password=password)

    def call(self, model: str, method: str, *arguments, **keywords):
        """Call a public method of a model."""
        values = {"model": model, "method": method, "args": arguments}
        place = f"dataset/call_kw/{model}/{method}"
        return self.post(place, **values, kwargs=keywords)

    def post(self, place: str, **parameters):
        """Send a request.

        :raise Failure: Odoo answers with an error; carries its message
        """
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters})
        kind = {"Content-Type": "application/json"}
        address = f"{self.url}/web/{place}"
        request = urllib.request.Request(address, body.encode(), kind)
        with self.session.open(request, timeout=PATIENCE) as answer:
            result = json.load(answer)
        if "error" in result:
            message = result["error"]["data"]["message"]
            message = f"Odoo refuses {place}: {message}"
            raise Failure(message, "See the log of the server.")
        return result.get("result")
