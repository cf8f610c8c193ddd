"""Take the pictures of the documentation anew, from a real session.

Imports from simulated machines as the demo does, in a database of its own, then
lets a browser (Chromium, on the PATH) look at the screens that are listed here.
"""

import argparse
import base64
import io
import shutil
import sys

from . import cache, console, database, demo, instance, odoo_source
from .console import Failure, step
from .instance import Instance
from .requirements import SOURCE_SERIES
from .server import Client, free_port, server

DATABASE = "coffee_screenshots"
SCREEN = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
COLOURS = 256  # enough for a web client, and a fifth of the bytes
STILL = """new Promise((still) => {
    let last = Date.now();
    new MutationObserver(() => (last = Date.now()))
        .observe(document, {subtree: true, childList: true, attributes: true});
    const look = () => (Date.now() - last > 1500 ? still(true) : setTimeout(look, 50));
    look();
})"""  # whatever moves or comes later has done so


CARD, MODAL, ROW = ".o_kanban_record", ".modal .o_form_view", ".o_list_view .o_data_row"
CANTEEN, KITCHEN = (f"{ROW} .o_data_cell|Canteen", f"{ROW} .o_data_cell|Kitchen")
MACHINES = "coffee_backend_action"
# name -> action that opens the screen; what is clicked then, each a selector and a text
# that is in it; selector of what has to be there
PICTURES = {
    "overview": ("coffee_backend_action_overview", [], CARD),
    "machine": (MACHINES, [CANTEEN], ".o_form_view .o-mail-Chatter"),
    "preview": (MACHINES, [CANTEEN, "[name=action_preview]|"], MODAL),
    "diagnose": (MACHINES, [CANTEEN, "[name=action_diagnose]|"], MODAL),
    "brews": ("coffee_brew_action", [".o_switch_view.o_graph|"], "canvas"),
    "synchronisations": ("coffee_sync_action", [], ROW),
    "checkpoints": ("coffee_checkpoint_action", [], ROW),
    "settings": ("res_config_settings_action", [], ".o_setting_container"),
    "pour": (
        "coffee_product_product_action_pour",
        [f"{CARD} [name=action_pour]|"],
        MODAL,
    ),
    "upload": (MACHINES, [KITCHEN, "button|Upload"], MODAL),
}
FOLDERS = {"upload": "connector_coffee_1900"}  # of the others: connector_coffee


def main(arguments: list[str]) -> int:
    """Get ready what it takes, and take the pictures where that is."""
    parse(arguments)
    if not shutil.which("chromium"):
        raise Failure("There is no chromium on the PATH.", "Install it, and try again.")
    with instance.ready(odoo_source.of_series(SOURCE_SERIES)) as found:
        return found.inside("screenshots", *arguments)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="setup/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as brews")
    return parser.parse_args(arguments)


def perform(arguments: list[str]) -> int:
    """Import, then take each picture, or those that are named."""
    from browser import browser
    from coffee_machines.office import office

    here = Instance.current()
    demo.reset(here, DATABASE)
    database.keep(here, DATABASE)
    folder = cache.folder("machines", DATABASE)
    with office(folder) as machines, server(here, DATABASE, free_port()) as odoo:
        demo.show(machines, odoo, DATABASE)
        differ(Client(odoo.url, DATABASE, demo.USER, demo.PASSWORD))
        with step("Pictures", "looking") as line, browser() as page:
            page.send("Emulation.setDeviceMetricsOverride", **SCREEN)
            page.log_in(odoo.url, demo.USER, demo.PASSWORD)
            for name in parse(arguments).names or PICTURES:
                line.note(name)
                take(page, odoo.url, name)
    return 0


def differ(client: Client) -> None:
    """Let some drinks differ from the machine's, so that a preview has something."""
    canteen = ("backend_id.name", "=", "Canteen")
    model = "coffee.product.product"
    silently = {"connector_no_export": True}
    drinks = client.call(model, "search", [canteen], limit=3)
    for drink, price in zip(drinks, (1.1, 1.3, 1.7), strict=True):
        values = {"coffee_price": price}
        client.call(model, "write", [drink], values, context=silently)
    flows = client.call("coffee.flow", "search", [canteen])
    client.call("coffee.flow", "action_start_over", flows)


def take(page, url: str, name: str) -> None:
    """Open a screen and save what is seen.

    :param page: of ``tests/browser.py``
    """
    from PIL import Image

    action, clicks, shown = PICTURES[name]
    page.open(f"{url}/web#action=connector_coffee.{action}")
    for selector, text in (click.split("|") for click in clicks):
        found = f"[...document.querySelectorAll({selector!r})]"
        found = f"{found}.find((each) => each.innerText.includes({text!r}))"
        page.wait(f"!!{found}")
        page.run(f"{found}.click()")
    page.wait(f"!!document.querySelector({shown!r})")
    page.run(STILL)
    image = base64.b64decode(page.send("Page.captureScreenshot")["data"])
    folder = cache.REPOSITORY / FOLDERS.get(name, "connector_coffee")
    Image.open(io.BytesIO(image)).convert("RGB").quantize(COLOURS).save(
        folder / "static" / "description" / f"{name}.png", optimize=True
    )


if __name__ == "__main__":
    sys.exit(console.run(perform, sys.argv[1:]))
