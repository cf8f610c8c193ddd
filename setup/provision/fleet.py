"""The process with the simulated machines, seen from the demo."""

import json
import subprocess
from contextlib import contextmanager

from . import cache
from .console import Failure
from .instance import Instance


class Fleet:
    """Ask the simulated machines what they are and hold.

    :param process: runs ``simulators.py``
    """

    def __init__(self, process: subprocess.Popen):
        self.process = process

    def machines(self) -> list[dict]:
        """Return name, version, location, credentials and counts of each.

        :raise Failure: the process has ended
        """
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError) as error:
            log = cache.folder("log") / "simulators.log"
            raise Failure(
                "The simulated machines do not start.", f"Read {log}."
            ) from error


@contextmanager
def fleet(instance: Instance, name: str):
    """Run the machines while the block runs.

    :param name: of the folder in the cache where they keep their state
    """
    folder = cache.folder("machines", name)
    with open(cache.folder("log") / "simulators.log", "w") as log:
        process = subprocess.Popen(
            [instance.interpreter, "-m", "provision.simulators", folder],
            env=instance.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            yield Fleet(process)
        finally:
            process.communicate()  # closes its input, which ends it
