# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The HTTP conversation with one machine."""

import requests

from odoo import _

from . import const
from .exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)
from .tls import PrivateAuthorities


class CoffeeClient:
    """One HTTP session with timeouts, bounded bodies and errors of our own.

    ``work_on`` opens one for each work context and closes it at the end, so all
    adapters of a job share its connections. Use it through an adapter, which knows
    the machine's address and what a status means.

    :param env: environment, for the language of the messages
    :param ca_certificates: PEM text of the authorities to trust instead of the
        public ones, empty for the latter
    """

    def __init__(self, env, ca_certificates=""):
        self.env = env
        self.session = requests.Session()
        # no proxies and passwords out of the environment of the server
        self.session.trust_env = False
        if ca_certificates:
            self.session.mount("https://", PrivateAuthorities(ca_certificates))

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.session.close()

    def request(self, method, url, **options):
        """Send one request and read the whole answer.

        :param options: as for ``requests.Session.request``
        :return: ``requests.Response`` with its content read
        :raise CoffeeConfigurationError: the location or certificate is wrong
        :raise CoffeeRetryableError: no connection, a timeout, an answer cut short
        :raise CoffeeProtocolError: the answer is larger than ``MAX_BODY``
        """
        options.setdefault("timeout", const.TIMEOUT)
        # a redirection would take the password along, to wherever it says
        options.setdefault("allow_redirects", False)
        try:
            with self.session.request(method, url, stream=True, **options) as response:
                response._content = self._read(response)
                return response
        except (requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
            raise CoffeeConfigurationError(
                _("Field Location: %(url)s is not an address of a machine.", url=url)
            ) from None
        except requests.exceptions.InvalidURL as err:
            raise CoffeeConfigurationError(
                _("Field Location: %(reason)s", reason=err)
            ) from err
        except requests.exceptions.SSLError as err:
            raise CoffeeConfigurationError(
                _(
                    "Fields Location and CA File: the certificate of the machine is "
                    "not trusted. %(reason)s",
                    reason=err,
                )
            ) from err
        except requests.exceptions.RequestException as err:
            raise CoffeeRetryableError(
                _(
                    "No answer from %(url)s (%(reason)s). Is the machine switched on, "
                    "and is its location right?",
                    url=url,
                    reason=type(err).__name__,
                )
            ) from err

    def _read(self, response):
        """Return the body, whole and not larger than ``MAX_BODY``."""
        body = bytearray()
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > const.MAX_BODY:
                raise CoffeeProtocolError(
                    _("The answer is larger than %s bytes.", const.MAX_BODY)
                )
        promised = response.headers.get("Content-Length", "")
        # requests itself does not notice an answer that stops too early
        if promised.isdigit() and response.raw.tell() < int(promised):
            raise requests.exceptions.ConnectionError("answer cut short")
        return bytes(body)
