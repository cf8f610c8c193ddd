# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from urllib.parse import quote, urlsplit

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import const, rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeRefusedError,
)


class Coffee1900OrderAdapter(Component):
    """Pour with BREW, of RFC 2324 §2.1.1, which knows no identity of a request.

    So an order is sent once and not again. What a machine has started counts as
    poured: HTCPCP tells nothing of the end of one certain coffee.
    """

    _name = "coffee.1900.order.adapter"
    _inherit = ["coffee.1900.adapter", "coffee.order.adapter"]
    _apply_on = ["coffee.order"]

    _can_pour = True

    def pour(self, drink, additions, key):
        headers = {"Content-Type": "message/coffeepot"}
        if additions:
            headers["Accept-Additions"] = ", ".join(additions)
        self.request(
            "BREW",
            f"/{self._pot()}/{quote(drink, safe='')}",
            data=b"start",
            headers=headers,
            allow_redirects=False,
        )
        return rows.Pour(result="poured")

    def _pot(self):
        """Return the pot that the location names, the first one if it names none."""
        path = urlsplit(self.backend_record.location.strip()).path
        found = re.fullmatch(r"/(pot-\d+)/?", path)
        return found.group(1) if found else "pot-0"

    def check_status(self, response):
        """Tell from the status of a BREW whether a coffee is poured.

        RFC 2324 §2.3 and RFC 7168 §2.3: 403, 406, 418 and 503 pour nothing.

        :raise CoffeeConfigurationError: 300, 401, 404, 418: Location, User, Password
        :raise CoffeeRefusedError: 403, 406, 503 and what else the machine refuses
        :raise CoffeeOutcomeUnknownError: any other 5xx
        """
        status, text = response.status_code, response.text[: const.EXCERPT].strip()
        if status < 300:
            return
        if status == 300:
            raise CoffeeConfigurationError(
                _(
                    "Field Location: name one of the pots of the machine. %s",
                    response.headers.get("Alternates", ""),
                )
            )
        if status == 418:
            raise CoffeeConfigurationError(
                _("Field Location: this is a teapot. Name a pot that makes coffee.")
            )
        if status == 401:
            raise CoffeeConfigurationError(
                _("Fields User and Password: the machine refuses them (%s).", status)
            )
        if status == 406:
            raise CoffeeRefusedError(
                _("The machine does not have this addition. It has %s.", text)
            )
        if status >= 500 and status != 503:
            raise CoffeeOutcomeUnknownError(
                _("The machine failed over the order (%s).", status)
            )
        raise CoffeeRefusedError(_("The machine refuses: %s", text or f"HTTP {status}"))
