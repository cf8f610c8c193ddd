# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import unquote, urlsplit

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from .. import const


class Coffee1900Adapter(AbstractComponent):
    """Speak HTCPCP (RFC 2324) with a Coffee 1900, which is HTTP in its framing."""

    _name = "coffee.1900.adapter"
    _inherit = "coffee.adapter"
    _backend_version = "1900"

    def base_url(self):
        """Return the address over HTTP, without the pot.

        :raise CoffeeConfigurationError: the location is no address of a machine
        """
        scheme, _sep, rest = super().base_url().partition("://")
        if unquote(scheme).lower() in const.SCHEMES:
            scheme = "http"
        if scheme not in ("http", "https") or not urlsplit(f"//{rest}").hostname:
            raise CoffeeConfigurationError(
                _(
                    "Field Location: %s is not the address of a machine, such as "
                    "coffee://192.0.2.7/pot-0.",
                    self.backend_record.location,
                )
            )
        return f"{scheme}://{urlsplit(f'//{rest}').netloc}"

    def request(self, method, path, **options):
        backend = self.backend_record.sudo()
        if backend.username:
            options["auth"] = (backend.username, backend.password or "")
        return super().request(method, path, **options)
