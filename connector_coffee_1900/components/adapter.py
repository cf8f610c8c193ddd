# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from base64 import b64encode

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
)

from .. import eva_dts
from ..htcpcp import Pot, parse_location

PATIENCE = 10  # seconds; the first step of the retry pattern of imports


class Coffee1900Adapter(AbstractComponent):
    """Talk to a Coffee 1900 over HTTP, one job at a time."""

    _name = "coffee.1900.adapter"
    _inherit = "coffee.http.adapter"
    _backend_version = "1900"

    _exclusive = True

    def location(self):
        """Return where the machine is.

        :return: ``htcpcp.Location``
        :raise CoffeeConfigurationError: the field is no address of a machine
        """
        try:
            return parse_location(self.backend_record.location or "")
        except ValueError as err:
            raise CoffeeConfigurationError(
                _(
                    "Field Location: %s is not the address of a machine, such as "
                    "coffee://192.0.2.7/pot-0.",
                    self.backend_record.location,
                )
            ) from err

    def base_url(self):
        """Return the address over HTTP, without the pot."""
        return self.location().base

    def pot(self):
        """Return the pot that the location names.

        :return: ``htcpcp.Pot``
        """
        return Pot(self.send, self.location().pot_url, self.without_secrets)

    def send(self, method, url, **options):
        """Send a request when it is our turn; return the response, whatever it says.

        :raise CoffeeError: as ``client`` and ``CoffeeHttpClient.request`` say
        """
        username, password = self.backend_record._credentials()
        if username:
            options["auth"] = (username.encode(), password.encode())
        return self.client.request(method, url, **options)

    def request(self, method, path, **options):
        response = self.send(method, self.base_url() + path, **options)
        self.check_status(response)
        return response

    def _secrets(self):
        """Add what HTTP Basic makes of user and password."""
        pair = ":".join(self.backend_record._credentials())
        return super()._secrets() | {b64encode(pair.encode()).decode()}

    def _retry_after(self, response):
        """Return the seconds of ``Retry-After``, unless our own pattern waits longer.

        A machine that is busy says *1 second*; somebody else is at it for minutes.
        """
        seconds = super()._retry_after(response)
        return seconds if seconds and seconds > PATIENCE else None

    def read_audits(self):
        """Read the audit of the machine, whole or not.

        :return: list of ``eva_dts.Audit``, one or more
        :raise CoffeeProtocolError: it is no audit at all
        """
        response = self.request("GET", "/audit")
        audits = list(eva_dts.read(response.content))
        if not audits:
            raise CoffeeProtocolError(
                _("The answer of %s is not an EVA-DTS audit.", response.url)
            )
        return audits

    def read_audit(self):
        """Read what the machine says of itself now.

        :return: ``eva_dts.Audit``, the last one that is whole
        :raise CoffeeProtocolError: it is no audit, or a broken one
        """
        audits = self.read_audits()
        whole = [audit for audit in audits if not audit.refused]
        if not whole:
            reasons = " ".join(problem.message for problem in audits[-1].refusals)
            raise CoffeeProtocolError(
                _("The audit of the machine is broken. %s", reasons)
            )
        return whole[-1]
