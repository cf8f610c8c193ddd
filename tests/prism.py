"""A mock of an API that Prism, a third party's tool, makes of its OpenAPI document."""

import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from provision import node

PACKAGE = "@stoplight/prism-cli@5.16.0"
HOST = "127.0.0.1"
PATIENCE = 60  # seconds until the mock answers


@contextmanager
def mock(document: Path, port: int):
    """Serve the mock while the block runs.

    A request that violates the document gets an error, whatever the example says.
    """
    command = ["node", node.programs(PACKAGE) / "prism", "mock", "--errors"]
    command += ["--host", HOST, "--port", str(port)]
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
