"""What a machine does shows on screens that are open, without a reload."""

import base64

import pytest

from coffee_machines import Coffee1900, Coffee2900, Fault

TODAY = ".o_kanban_record .o_coffee_brews_today"
WAITING = ".o_coffee_waiting_count"
# what the side panel counts, by the label of the value
COUNTS = """Object.fromEntries(
    [...document.querySelectorAll(".o_search_panel_filter_value")]
        .map((value) => [
            value.querySelector(".o_search_panel_label_title")?.innerText.trim(),
            value.querySelector(".o_search_panel_counter")?.innerText.trim(),
        ])
        .filter(([label, count]) => count && !["2900", "1900"].includes(label))
)"""
# a reload of the page would lose it
MARK = "window.stillTheSamePage"


@pytest.fixture
def odoo(served):
    return served


def test_given_open_overview_when_brew_is_pushed_then_figure_changes(odoo, page):
    with Coffee2900(seed=5, brews=5, endless=True) as machine:
        backend = connected(odoo, machine)
        page.log_in(odoo.server.url, "admin", "admin")
        show(page, odoo, "coffee_backend_action_overview")
        page.wait(f"!!document.querySelector('{TODAY}')")
        before = int(page.text(TODAY))

        for _coffee in range(3):
            machine.pour("0")
        machine.webhook.drain()

        page.wait_for_text(TODAY, str(before + 3))
        assert page.run(MARK) is True
        today = odoo.call("coffee.backend", "read", [backend], ["brews_today"])
        assert today[0]["brews_today"] == before + 3


def test_given_open_screens_when_checkpoint_comes_and_goes_then_badge_follows(
    odoo, page
):
    with Coffee2900(seed=5, brews=5) as machine:
        backend = connected(odoo, machine)
        page.log_in(odoo.server.url, "admin", "admin")
        odoo.call(
            "coffee.checkpoint",
            "action_review",
            odoo.call("coffee.checkpoint", "search", []),
        )
        show(page, odoo, "coffee_backend_action_overview")
        page.wait(f"!!document.querySelector('{TODAY}')")
        assert page.text(WAITING) == ""

        odoo.call("coffee.backend", "add_checkpoint", [backend], message="Look")

        page.wait_for_text(WAITING, "1")
        page.wait_for_text(".o_coffee_checkpoints .fs-2", "1")
        odoo.call("coffee.backend", "action_archive", [backend])
        page.wait(f"!document.querySelector('{WAITING}')")
        odoo.call("coffee.backend", "action_unarchive", [backend])
        page.wait_for_text(WAITING, "1")
        page.click(".o_coffee_waiting button")
        page.click(".o_data_row button[name=action_review]")
        page.wait(f"!document.querySelector('{WAITING}')")
        assert page.run(MARK) is True


def test_given_person_who_is_no_manager_then_no_badge_and_no_message(odoo, page):
    with Coffee2900(seed=5, brews=5) as machine:
        backend = connected(odoo, machine)
        values = {"name": "Ada", "login": "ada", "password": "ada-lovelace"}
        odoo.call("res.users", "create", values)
        page.log_in(odoo.server.url, "ada", "ada-lovelace")
        page.run(
            "window.heard = [];"
            "odoo.__WOWL_DEBUG__.root.env.services.bus_service"
            ".addEventListener('notification', ({detail}) =>"
            " window.heard.push(JSON.stringify(detail)));"
            "odoo.__WOWL_DEBUG__.root.env.services.bus_service"
            ".subscribe('coffee_changed', () => window.heard.push('changed'));"
            "odoo.__WOWL_DEBUG__.root.env.services.bus_service"
            ".subscribe('simple_notification', () => window.heard.push('told'));"
        )

        odoo.call("coffee.backend", "add_checkpoint", [backend], message="Look")
        partner = "env['res.users'].search([('login', '=', 'ada')]).partner_id"
        odoo.shell(
            f"env['bus.bus']._sendone({partner}, 'simple_notification',"
            " {'message': 'Later', 'type': 'info'})"
        )

        page.wait("window.heard.includes('told')")
        assert page.run("window.heard.includes('changed')") is False
        assert page.text(".o_coffee_waiting") == ""


def test_given_mass_review_then_counts_in_the_side_panel_follow(odoo, page):
    with Coffee2900(seed=5, brews=5) as machine:
        backend = odoo.connect(machine)
        odoo.call(
            "coffee.checkpoint", "unlink", odoo.call("coffee.checkpoint", "search", [])
        )
        for key in ("alert:tray", "alert:door", "order:1"):
            odoo.call(
                "coffee.backend", "add_checkpoint", [backend], message="m", key=key
            )
        faults = odoo.call("coffee.checkpoint", "search", [("kind", "=", "fault")])
        panel = ".o_search_panel_section:nth-of-type(2) .o_search_panel_counter"
        page.log_in(odoo.server.url, "admin", "admin")
        show(page, odoo, "coffee_checkpoint_action")
        page.wait(f"!!document.querySelector({panel!r})")
        assert counts(page) == {"Fault of the Machine": "2", "Order": "1"}

        odoo.call("coffee.checkpoint", "action_review", faults)

        page.wait(f"!({COUNTS})['Fault of the Machine']")
        assert counts(page) == {"Order": "1"}
        assert page.run(MARK) is True


def test_given_open_list_of_files_when_imported_then_it_moves_by_itself(odoo, page):
    with Coffee1900(seed=5, brews=5) as machine:
        backend = odoo.connect(machine)
        page.log_in(odoo.server.url, "admin", "admin")
        show(page, odoo, "coffee_1900_file_action", "connector_coffee_1900")
        page.wait("!!document.querySelector('.o_view_nocontent')")

        content = base64.b64encode(machine.card_text()).decode()
        file = {"name": "log.csv", "datas": content}
        attachment = odoo.call("ir.attachment", "create", file)
        values = {"backend_id": backend, "attachment_ids": [[6, 0, [attachment]]]}
        wizard = odoo.call("coffee.1900.upload", "create", values)
        odoo.call("coffee.1900.upload", "action_import", [wizard])

        page.wait_for_text(".o_data_row [name=state]", "Done")
        assert page.text(".o_data_row [name=count]") == "6"
        assert page.run(MARK) is True


def test_given_open_product_when_price_is_saved_then_its_export_is_followed(odoo, page):
    price = ".o_data_row [name=coffee_price]"
    note = ".o_data_row [name=export_note]"
    with Coffee2900(seed=5, brews=5, endless=True) as machine:
        backend = connected(odoo, machine)
        (drink,) = odoo.call(
            "coffee.product.product",
            "search_read",
            [("coffee_id", "=", "0"), ("backend_id", "=", backend)],
            ["product_tmpl_id"],
        )
        product = drink["product_tmpl_id"][0]
        page.log_in(odoo.server.url, "admin", "admin")
        page.open(
            f"{odoo.server.url}/web#id={product}&model=product.template&view_type=form"
        )
        page.click(".nav-link[name=coffee]")
        page.wait(f"!!document.querySelector('{price}')")
        page.run(f"{MARK} = true")
        # time enough to see that it waits
        machine.faults.add(
            Fault("status", "PUT", status=503, headers={"Retry-After": "10"})
        )

        odoo.call("product.template", "write", [product], {"list_price": 7.77})

        page.wait_for_text(note, "Waits for its export.")
        page.wait(f"{text_of(price)}?.includes('7.77')")
        page.wait(f"{text_of(note)} === ''")
        assert page.run(MARK) is True


def text_of(selector):
    """Return the expression for the text of an element."""
    return f"document.querySelector({selector!r})?.innerText.trim()"


def counts(page):
    """Return what the side panel counts of each kind of checkpoint."""
    return page.run(COUNTS)


def connected(odoo, machine):
    """Connect a machine that can reach Odoo and import it; return its id."""
    odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.server.url)
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    odoo.call("coffee.backend", "action_register_webhook", [backend])
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()
    return backend


def show(page, odoo, xmlid, addon="connector_coffee"):
    """Open an action of ours in the web client, and mark the page."""
    page.open(f"{odoo.server.url}/web#action={addon}.{xmlid}")
    page.wait("!!document.querySelector('.o_main_navbar')")
    page.run(f"{MARK} = true")
