# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import unquote, urlsplit

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
)

from .. import const, eva_dts


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
        username, password = self.backend_record._credentials()
        if username:
            options["auth"] = (username, password)
        return super().request(method, path, **options)

    def read_audit(self):
        """Read the audit of the machine.

        :return: ``eva_dts.Audit``
        :raise CoffeeProtocolError: it is no audit, or a broken one
        """
        response = self.request("GET", "/audit")
        audits = list(eva_dts.read(response.content))
        if len(audits) != 1:
            raise CoffeeProtocolError(
                _(
                    "%(url)s should give one EVA-DTS audit, but gives %(count)s.",
                    url=response.url,
                    count=len(audits),
                )
            )
        (audit,) = audits
        if audit.refused:
            reasons = " ".join(refusal.message for refusal in audit.refusals)
            raise CoffeeProtocolError(
                _("The audit of the machine is broken. %s", reasons)
            )
        return audit
