"""What a machine does shows on screens that are open, without a reload."""

from browser import browser
from machines import Coffee2900

TODAY = ".o_kanban_record .o_coffee_brews_today"
WAITING = ".o_coffee_waiting_count"
# a reload of the page would lose it
MARK = "window.stillTheSamePage"


def test_given_open_overview_when_brew_is_pushed_then_figure_changes(odoo):
    with Coffee2900(seed=5, brews=5, endless=True) as machine, odoo.serving():
        backend = connected(odoo, machine)
        with browser() as page:
            page.log_in(odoo.server.url, "admin", "admin")
            show(page, odoo, "coffee_backend_overview_action")
            page.wait(f"!!document.querySelector('{TODAY}')")
            before = int(page.text(TODAY))

            for _coffee in range(3):
                machine.pour("0")
            machine.webhook.drain()

            page.wait_for_text(TODAY, str(before + 3))
            assert page.run(MARK) is True
            today = odoo.call("coffee.backend", "read", [backend], ["brews_today"])
            assert today[0]["brews_today"] == before + 3


def test_given_open_screens_when_checkpoint_comes_and_goes_then_badge_follows(odoo):
    with Coffee2900(seed=5, brews=5) as machine, odoo.serving():
        backend = connected(odoo, machine)
        with browser() as page:
            page.log_in(odoo.server.url, "admin", "admin")
            odoo.call(
                "coffee.checkpoint",
                "action_review",
                odoo.call("coffee.checkpoint", "search", []),
            )
            show(page, odoo, "coffee_backend_overview_action")
            page.wait(f"!!document.querySelector('{TODAY}')")
            assert page.text(WAITING) == ""

            odoo.call("coffee.backend", "add_checkpoint", [backend], message="Look")

            page.wait_for_text(WAITING, "1")
            page.wait_for_text(".o_coffee_checkpoints .fs-2", "1")
            page.click(".o_coffee_waiting button")
            page.click(".o_data_row button[name=action_review]")
            page.wait(f"!document.querySelector('{WAITING}')")
            assert page.run(MARK) is True


def test_given_person_who_is_no_manager_then_no_badge_and_no_message(odoo):
    with Coffee2900(seed=5, brews=5) as machine, odoo.serving():
        backend = connected(odoo, machine)
        values = {"name": "Ada", "login": "ada", "password": "ada-lovelace"}
        odoo.call("res.users", "create", values)
        with browser() as page:
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


def connected(odoo, machine):
    """Connect a machine that can reach Odoo and import it; return its id."""
    odoo.call("ir.config_parameter", "set_param", "web.base.url", odoo.server.url)
    backend = odoo.connect(machine)
    odoo.call("coffee.backend", "action_test_connection", [backend])
    odoo.call("coffee.backend", "action_register_webhook", [backend])
    odoo.call("coffee.backend", "action_import_now", [backend])
    odoo.wait_for_jobs()
    return backend


def show(page, odoo, xmlid):
    """Open an action of ours in the web client, and mark the page."""
    page.open(f"{odoo.server.url}/web#action=connector_coffee.{xmlid}")
    page.wait("!!document.querySelector('.o_main_navbar')")
    page.run(f"{MARK} = true")
