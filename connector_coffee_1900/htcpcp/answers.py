# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a pot answers: RFC 2324 §2.3, with the tea extension RFC 7168."""

import re

from lxml import etree

from odoo import _
from odoo.tools import html2plaintext

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.const import EXCERPT
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
    CoffeeRefusedError,
    CoffeeRetryableError,
)
from odoo.addons.connector_coffee.http import delay_seconds

_ALTERNATE = re.compile(r'\{\s*"([^"]*)"([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}')
CONTENT_TYPES = (
    "message/coffeepot",
    "application/coffee-pot-command",
    "message/teapot",
)
_FAULT = re.compile(r"^(E[A-Z][A-Z0-9]{1,2}):[ \t]*(\S.*?)\s*$", re.MULTILINE)


class CannotBrew(CoffeeRetryableError):
    """The machine itself says that it cannot brew now: it poured nothing."""


class OutOfStock(CannotBrew):
    """The machine is out of something; ``alerts`` are ``rows.Alert`` that say what."""

    def __init__(self, message, alerts, seconds=None):
        super().__init__(message, seconds=seconds)
        self.alerts = alerts


def check(response, without_secrets=str):
    """Turn a status that is not a success into one of our errors.

    :param without_secrets: function that takes out of a text what nobody may read
    :raise CoffeeError: by ``REFUSALS``
    """
    if is_success(response):
        return
    # half a secret at the end would not be recognised: it is cut afterwards
    text = without_secrets(_text(response))[:EXCERPT]
    raise REFUSALS.get(response.status_code, _other)(response, text)


def is_success(response):
    """Return whether a pot does what it was asked."""
    return 200 <= response.status_code < 300


def is_htcpcp(response):
    """Return whether a pot itself answers, and not what stands before it.

    A gateway has statuses of its own, and cannot know what the pot does. What only a
    pot says proves that it has read the order: ``Safe`` (RFC 2324 §2.2.1.1), a server
    or content of that name, pots to choose from (300), that it is a teapot (418). To
    ask for a password of HTTP Basic is the word of who has not let the order pass.
    """
    headers, status = response.headers, response.status_code
    challenge = headers.get("WWW-Authenticate", "").lower()
    return (
        "Safe" in headers
        or "htcpcp" in headers.get("Server", "").lower()
        or headers.get("Content-Type", "").lower().startswith(CONTENT_TYPES)
        or (status == 300 and bool(alternates(headers.get("Alternates", ""))))
        or status == 418
        or (status == 401 and challenge.startswith("basic"))
    )


def _text(response):
    """Return what a response says to people, without markup."""
    try:
        text = response.content.decode(response.encoding or "utf-8", "replace")
    except (LookupError, UnicodeError):  # it says that it is in no known encoding
        text = response.content.decode(errors="replace")
    if "html" in response.headers.get("Content-Type", ""):
        try:
            text = html2plaintext(text)
        except (AttributeError, ValueError, etree.LxmlError):
            return text.strip()  # it is no HTML, whatever it says
    return text.strip()


def alternates(header):
    """Read the pots out of ``Alternates`` (RFC 7168 §2.1.1, RFC 2295 §8.3).

    :return: list of (path, is a teapot)
    """
    return [
        (path, "message/teapot" in attributes)
        for path, attributes in _ALTERNATE.findall(header)
    ]


def _choose(response, text):
    pots = alternates(response.headers.get("Alternates", ""))
    coffee = [path for path, teapot in pots if not teapot]
    return CoffeeConfigurationError(
        _(
            "Field Location: the machine has several pots. Add one of them: %(pots)s.",
            pots=", ".join(coffee) or text,
        )
    )


def _credentials(response, text):
    return CoffeeConfigurationError(
        _("Fields User and Password: the machine refuses them (401).")
    )


def _offensive(response, text):
    return CoffeeRefusedError(
        _(
            "Field Additions: the machine refuses this combination. %(text)s",
            text=text,
        )
    )


def _nothing_there(response, text):
    return CoffeeConfigurationError(
        _(
            "Field Location or Drink: the machine has nothing at %(url)s. %(text)s",
            url=response.url,
            text=text,
        )
    )


def _not_acceptable(response, text):
    return CoffeeRefusedError(
        _(
            "Field Additions: the machine does not have all of them. It has: %(list)s",
            list=text or _("none"),
        )
    )


def teapot(url):
    """Return the error for a location that names a teapot."""
    return CoffeeConfigurationError(
        _(
            "Field Location: %(url)s is a teapot. Choose another pot, such as /pot-0.",
            url=url,
        )
    )


def _teapot(response, text):
    return teapot(response.url)


def faults(text):
    """Read the faults that a machine names when it cannot brew: ``EDJ: Milk``.

    :return: list of ``rows.Alert``
    """
    return [
        rows.Alert(external_id=code, message=_("%s is missing.", what))
        for code, what in _FAULT.findall(text)
    ]


def _busy(response, text):
    seconds = delay_seconds(response.headers.get("Retry-After", "").strip())
    message = _(
        "The machine cannot brew now (%(status)s). %(text)s",
        status=response.status_code,
        text=text,
    )
    if alerts := faults(text):
        return OutOfStock(message, alerts, seconds=seconds)
    return CannotBrew(message, seconds=seconds)


def _other(response, text):
    if response.status_code >= 500:
        return _busy(response, text)
    return CoffeeProtocolError(
        _(
            "The machine answered %(status)s to %(url)s: %(text)s",
            status=response.status_code,
            url=response.url,
            text=text,
        )
    )


#: status to the function that makes the error of it; ``_other`` for the rest
REFUSALS = {
    300: _choose,
    401: _credentials,
    403: _offensive,
    404: _nothing_there,
    406: _not_acceptable,
    408: _busy,
    418: _teapot,
    429: _busy,
    503: _busy,
}
