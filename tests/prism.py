"""A mock of an API that Prism, a third party's tool, makes of its OpenAPI document."""

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from provision import cache

PACKAGE = "@stoplight/prism-cli@5.16.0"
HOST = "127.0.0.1"
PATIENCE = 60  # seconds until the mock answers
MISSING = (
    "Node.js is missing: install node and npm for the mock of the OpenAPI document"
)


def is_possible() -> bool:
    """Tell whether this machine has what Prism needs."""
    return bool(shutil.which("node") and shutil.which("npm"))


def installed() -> Path:
    """Return the folder that Prism is installed in, below the project's cache."""
    folder = cache.folder("node", cache.digest(PACKAGE))
    stamp = folder / "complete"
    with cache.lock("node"):
        if not stamp.exists():
            command = ["npm", "install", "--prefix", folder, "--ignore-scripts"]
            subprocess.run(
                [*command, "--no-audit", "--no-fund", PACKAGE],
                check=True,
                capture_output=True,
            )
            stamp.touch()
    return folder


@contextmanager
def mock(document: Path, port: int):
    """Serve the mock while the block runs.

    A request that violates the document gets an error, whatever the example says.
    """
    prism = installed() / "node_modules" / ".bin" / "prism"
    command = ["node", prism, "mock", "--errors", "--host", HOST, "--port", str(port)]
    with subprocess.Popen(
        [*command, document], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port, process)
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the mock does not start")
