"""A real browser on a real server: what no test case of Odoo's own can show.

Those run in one transaction that is never committed, so the bus stays silent there.
Chromium is told what to do over its debugging protocol:
https://chromedevtools.github.io/devtools-protocol/
"""

import itertools
import json
import resource
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import websocket

PATIENCE = 60  # seconds until something has to be on the screen
SILENCE = 180  # seconds that a busy computer may leave a command unanswered
SIZE = "1366,768"


class Target:
    """What Chromium is told something about: itself, or one of its pages.

    :param url: of its debugging socket
    """

    def __init__(self, url: str):
        self.socket = websocket.create_connection(
            url, timeout=SILENCE, suppress_origin=True
        )
        self.numbers = itertools.count(1)

    def send(self, method: str, **parameters):
        """Send a command and return its result."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]


class Page(Target):
    """A page of a browser."""

    def open(self, url: str) -> None:
        """Go to a page, for good: also where only its fragment differs."""
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=url)

    def run(self, script: str):
        """Return the value of an expression in the page."""
        result = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, condition: str, seconds: float = PATIENCE):
        """Wait for an expression to become true; return its value."""
        until = time.monotonic() + seconds
        while not (value := self.run(condition)):
            assert time.monotonic() < until, (condition, self.text("body"))
            time.sleep(0.1)
        return value

    def text(self, selector: str) -> str:
        """Return the text of the first element that matches, "" if there is none."""
        return self.run(f"document.querySelector({selector!r})?.innerText || ''")

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait for an element to show a text, and nothing else."""
        found = f"document.querySelector({selector!r})?.innerText.trim()"
        self.wait(f"{found} === {text!r}")

    def click(self, selector: str) -> None:
        """Click an element, once it is there."""
        self.wait(f"!!document.querySelector({selector!r})")
        self.run(f"document.querySelector({selector!r}).click()")

    def log_in(
        self, url: str, login: str, password: str, seconds: float = PATIENCE
    ) -> None:
        """Log in as a person does.

        :param seconds: for the first page, whose files may have to be built
        """
        self.open(f"{url}/web/login")
        self.wait("!!document.querySelector('form.oe_login_form')")
        self.run(
            f"document.querySelector('[name=login]').value = {login!r};"
            f"document.querySelector('[name=password]').value = {password!r};"
            "document.querySelector('form.oe_login_form').submit();"
        )
        self.wait("!!document.querySelector('.o_main_navbar')", seconds)


class Browser:
    """A Chromium without a window.

    :param folder: for what it keeps
    """

    def __init__(self, folder: Path):
        program = shutil.which("chromium") or shutil.which("google-chrome")
        assert program, "There is no Chromium on PATH."
        self.process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=0",
                f"--user-data-dir={folder}",
                f"--window-size={SIZE}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_lift_limit_of_memory,
        )
        port, path = _address_of(folder)
        self.address = f"ws://127.0.0.1:{port}"
        self.target = Target(self.address + path)

    @contextmanager
    def page(self):
        """Give a page that knows nothing of those before it."""
        context = self.target.send("Target.createBrowserContext")
        width, height = map(int, SIZE.split(","))
        created = self.target.send(
            "Target.createTarget",
            url="about:blank",
            width=width,
            height=height,
            **context,
        )
        page = Page(f"{self.address}/devtools/page/{created['targetId']}")
        page.send("Page.enable")
        try:
            yield page
        finally:
            page.socket.close()
            self.target.send("Target.disposeBrowserContext", **context)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


@contextmanager
def browser():
    """Run a browser while the block runs."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = Browser(Path(folder))
        try:
            yield running
        finally:
            running.stop()


def _lift_limit_of_memory() -> None:
    """Let Chromium reserve more addresses than Odoo allows its own processes."""
    everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, everything)


def _address_of(folder: Path) -> list[str]:
    """Return the port that a browser is told what to do at, and its own path there."""
    until = time.monotonic() + PATIENCE
    port_file = folder / "DevToolsActivePort"
    while not port_file.exists() or len(port_file.read_text().splitlines()) < 2:
        assert time.monotonic() < until, "Chromium does not start."
        time.sleep(0.1)
    return port_file.read_text().splitlines()
