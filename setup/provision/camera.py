"""The pictures of the documentation: which screen, how to get there, which file.

Runs in a virtual environment that has Playwright.
"""

import io
import sys
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, sync_playwright

SIZE = {"width": 1366, "height": 768}
COLOURS = 256  # enough for a web client, and a fifth of the bytes
SETTLE = 1500  # milliseconds, for what moves or comes later
USER = PASSWORD = "admin"


class Picture(NamedTuple):
    """A picture.

    :param addon: whose documentation it is for
    :param action: XML id of the action that opens the screen
    :param clicks: selectors of what to click then, one after the other
    :param shown: selector of what has to be there
    """

    addon: str
    action: str
    clicks: tuple[str, ...]
    shown: str


MODAL = ".modal .o_form_view"
CANTEEN = ".o_data_row:has-text('Canteen') .o_data_cell"
KITCHEN = ".o_data_row:has-text('Kitchen') .o_data_cell"
BASE = "connector_coffee"
MACHINES = f"{BASE}.coffee_backend_action"
PICTURES = {
    "overview": Picture(
        BASE, f"{BASE}.coffee_backend_overview_action", (), ".o_kanban_record"
    ),
    "machine": Picture(BASE, MACHINES, (CANTEEN,), ".o_form_view .o-mail-Chatter"),
    "preview": Picture(BASE, MACHINES, (CANTEEN, "[name=action_preview]"), MODAL),
    "diagnose": Picture(BASE, MACHINES, (CANTEEN, "[name=action_diagnose]"), MODAL),
    "brews": Picture(
        BASE, f"{BASE}.coffee_brew_action", (".o_switch_view.o_graph",), "canvas"
    ),
    "synchronisations": Picture(
        BASE, f"{BASE}.coffee_sync_action", (), ".o_list_view .o_data_row"
    ),
    "checkpoints": Picture(
        BASE, f"{BASE}.coffee_checkpoint_action", (), ".o_list_view .o_data_row"
    ),
    "settings": Picture(
        BASE, f"{BASE}.res_config_settings_action", (), ".o_setting_container"
    ),
    "pour": Picture(
        BASE,
        f"{BASE}.coffee_product_product_pour_action",
        (".o_kanban_record [name=action_pour]",),
        MODAL,
    ),
    "upload": Picture(
        f"{BASE}_1900", MACHINES, (KITCHEN, "button:has-text('Upload')"), MODAL
    ),
}


def take(page: Page, url: str, name: str) -> None:
    """Open a screen and save what is seen."""
    picture = PICTURES[name]
    page.goto("about:blank")  # a change of the fragment alone loads nothing
    page.goto(f"{url}/web#action={picture.action}")
    for selector in picture.clicks:
        page.locator(selector).first.click()
    page.wait_for_selector(picture.shown)
    page.mouse.move(0, SIZE["height"])  # nothing is hovered over
    page.wait_for_timeout(SETTLE)
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    image.quantize(COLOURS).save(
        f"{picture.addon}/static/description/{name}.png", optimize=True
    )


def main(arguments: list[str]) -> None:
    """Take the pictures that are named, or all.

    :param arguments: path of the browser, address of Odoo, names
    """
    browser, url, *names = arguments
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox"]
        ).new_page(viewport=SIZE)
        page.goto(f"{url}/web/login")
        page.fill("input[name=login]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        for name in names or PICTURES:
            take(page, url, name)


if __name__ == "__main__":
    main(sys.argv[1:])
