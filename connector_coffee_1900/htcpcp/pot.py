# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Control of a pot: HTCPCP (RFC 2324), which is HTTP with methods of its own."""

import requests

from odoo import _

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
)

from .additions import AdditionsError, format_additions, parse_additions
from .answers import check, is_htcpcp, is_success

COFFEE = {"Content-Type": "message/coffeepot"}
UNCLEAR = (500, 502, 504)  # a crash of the pot says nothing of the coffee


class Pot:
    """One pot of a machine.

    :param send: callable (method, url, **options of requests) that returns a
        response whatever its status, as ``CoffeeHttpClient.request`` does
    :param url: address of the pot over HTTP; a slash at its end stays at the end
    :param without_secrets: function that takes out of a text of the machine what
        nobody may read
    """

    def __init__(self, send, url, without_secrets=str):
        self.send, self.url = send, url
        self.without_secrets = without_secrets

    def brew(self, wanted="", selection=""):
        """Start a coffee. It may be poured although this raises: see the errors.

        :param wanted: additions, as a text
        :param selection: key of the drink; empty: the pot's own
        :return: ``requests.Response``; 201 and 202 mean that it goes on brewing
        :raise CoffeeConfigurationError: wrong pot or drink, or it needs a password
        :raise CoffeeRefusedError: it does not pour these additions
        :raise CoffeeRetryableError: it poured nothing now, and may later
        :raise OutOfStock: of these, when it says what it is out of
        :raise CoffeeOutcomeUnknownError: the order left and no clear answer came, or
            one that is not the pot's own; also a ``CoffeeRetryableError``, so catch
            it first
        :raise CoffeeProtocolError: the answer makes no sense; nothing was poured
        """
        headers = {**COFFEE, **_wanted_header(wanted)}
        return self._order("BREW", self._drink_url(selection), "start", headers)

    def _drink_url(self, selection):
        slash = "/" if self.url.endswith("/") else ""
        drink = f"/{requests.utils.quote(selection, safe='')}" if selection else ""
        return self.url.removesuffix("/") + drink + slash

    def _order(self, method, url, body, headers):
        """Send what has an effect in the real world; never follow a redirect."""
        try:
            response = self.send(
                method,
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
            )
        except (CoffeeOutcomeUnknownError, CoffeeProtocolError) as err:
            raise _unknown(err) from err
        own = is_htcpcp(response) and response.status_code not in UNCLEAR
        if not own and not is_success(response):
            raise _unknown(response.status_code)
        check(response, self.without_secrets)
        return response


def _unknown(reason):
    return CoffeeOutcomeUnknownError(
        _(
            "The order left and no clear answer came: nobody knows whether the machine "
            "poured. Look at the machine before ordering again. (%(reason)s)",
            reason=reason,
        )
    )


def _wanted_header(wanted):
    try:
        text = format_additions(parse_additions(wanted))
    except AdditionsError as err:
        raise CoffeeConfigurationError(
            _(
                "Field Additions: %(reason)s. Write them such as milk-type=Skim, "
                "syrup-type=Vanilla.",
                reason=err,
            )
        ) from err
    return {"Accept-Additions": text} if text else {}
