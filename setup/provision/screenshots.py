"""Take the pictures of the documentation anew, from a real session.

Imports from simulated machines as the demo does, in a database of its own, then
lets a browser (Chromium, on the PATH) look at the screens that ``camera.py`` lists.
"""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from . import cache, demo, odoo_source, postgres, python, requirements
from .console import Failure, step
from .fleet import fleet
from .server import Client, free_port, server
from .test import prepare

REQUIREMENTS = cache.REPOSITORY / "setup" / "requirements-screenshots.txt"
DATABASE = "coffee_screenshots"
TAIL = 2000  # characters of what the camera says


def main(arguments: list[str]) -> int:
    """Import, then take each picture, or those that the command line names."""
    parser = argparse.ArgumentParser(prog="setup/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as brews")
    options = parser.parse_args(arguments)
    browser = shutil.which("chromium")
    if not browser:
        raise Failure("There is no chromium on the PATH.", "Install it, and try again.")
    source = odoo_source.of_series(requirements.SOURCE_SERIES)
    camera = python.environment("screenshots", REQUIREMENTS.read_text())
    with postgres.server() as variables:
        instance = prepare(source, variables)[0]
        demo.reset(instance, DATABASE)
        demo.database.keep(instance, DATABASE)
        with (
            fleet(instance, DATABASE) as machines,
            server(instance, DATABASE, free_port()) as odoo,
        ):
            demo.show(machines, odoo, DATABASE)
            differ(Client(odoo.url, DATABASE, demo.USER, demo.PASSWORD))
            with step("Pictures", "looking"):
                look(camera, browser, odoo.url, options.names)
    return 0


def differ(client: Client) -> None:
    """Let some drinks differ from the machine's, so that a preview has something."""
    canteen = ("backend_id.name", "=", "Canteen")
    drinks = client.call("coffee.product.product", "search", [canteen], limit=3)
    silently = {"connector_no_export": True}
    for drink, price in zip(drinks, (1.1, 1.3, 1.7), strict=True):
        values = {"coffee_price": price}
        client.call(
            "coffee.product.product", "write", [drink], values, context=silently
        )
    cursors = client.call("coffee.flow", "search", [canteen])
    client.call("coffee.flow", "action_start_over", cursors)


def look(camera: Path, browser: str, url: str, names: list[str]) -> None:
    """Run ``camera.py`` where Playwright is.

    :raise Failure: a screen does not show what it should
    """
    done = subprocess.run(
        [camera, "-B", "-m", "provision.camera", browser, url, *names],
        cwd=cache.REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(cache.REPOSITORY / "setup")},
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        remedy = "Set right what camera.py looks for."
        raise Failure(f"No picture:\n{done.stderr[-TAIL:]}", remedy)
