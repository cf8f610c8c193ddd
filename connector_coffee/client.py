# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The HTTP conversation with one machine."""

import re
import ssl

import requests
import urllib3
from urllib3.connection import CertificateError

from odoo import _

from . import const
from .bounds import BoundedAdapter, Bounds, TooLarge
from .exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)
from .tls import PrivateAuthorities

ENCODING = 80  # characters of the name of an encoding that an error quotes
LENGTH = re.compile(r"[0-9]{1,18}")


class Session(requests.Session):
    """A session that follows nobody."""

    def get_redirect_target(self, resp):
        """Leave redirections alone: ``requests`` would read their body at once."""
        return None


class CoffeeClient:
    """One HTTP session with timeouts, bounded bodies and errors of our own.

    ``work_on`` opens one for each work context and closes it at the end, so all
    adapters of a job share its connections. Use it through an adapter, which knows
    the machine's address and what a status means.

    :param env: environment, for the language of the messages
    :param ca_certificates: PEM text of the authorities to trust instead of the
        public ones, empty for the latter
    :param timeout: seconds, to connect and between two bytes of an answer
    :ivar deadline: seconds, for a request and the whole answer to it
    :ivar bounds: what all requests together may still take
    """

    def __init__(self, env, ca_certificates="", timeout=const.TIMEOUT):
        self.env = env
        self.timeout = timeout
        self.deadline = min(const.DEADLINE, const.TIMEOUTS * timeout)
        self.bounds = Bounds(const.CONVERSATION)
        self.session = Session()
        self.session.mount("http://", BoundedAdapter(self.bounds))
        self.session.mount("https://", BoundedAdapter(self.bounds))
        # what is packed may be a thousand times as large as it looks
        self.session.headers["Accept-Encoding"] = "identity"
        # no proxies and passwords out of the environment of the server
        self.session.trust_env = False
        if ca_certificates:
            trust = PrivateAuthorities(ca_certificates, self.bounds)
            self.session.mount("https://", trust)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.session.close()

    def request(self, method, url, **options):
        """Send one request and read the whole answer.

        :param options: as for ``requests.Session.request``
        :return: ``requests.Response`` with its content read
        :raise CoffeeNoContactError: this database was neutralised
        :raise CoffeeConfigurationError: the location or certificate is wrong
        :raise CoffeeRetryableError: no connection, or no time is left to ask
        :raise CoffeeOutcomeUnknownError: a timeout, an answer cut short, one that is
            not there in full at the deadline, TLS that fails otherwise: it may do so
            after the request has arrived
        :raise CoffeeProtocolError: the answer is larger than ``MAX_BODY``, or encoded
        """
        self.env["coffee.backend"]._check_database()
        # a redirection would take the password along, to wherever it says
        options.setdefault("allow_redirects", False)
        if self.bounds.conversation <= 0:
            raise CoffeeRetryableError(
                _(
                    "The requests of one job may take %s seconds in all: the machine "
                    "is too slow to go on now.",
                    const.CONVERSATION,
                )
            )
        with self.bounds.limit(self.deadline, const.MAX_BODY + const.MAX_HEAD):
            return self._request(method, url, options)

    def _request(self, method, url, options):
        """Send one request within its bounds; as ``request``."""
        options.setdefault("timeout", min(self.timeout, max(self.bounds.seconds, 0.01)))
        try:
            with self.session.request(method, url, stream=True, **options) as response:
                response._content = self._read(response)
                return response
        except TooLarge as err:
            raise self._too_large() from err
        except (requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
            raise CoffeeConfigurationError(
                _("Field Location: %(url)s is not an address of a machine.", url=url)
            ) from None
        except requests.exceptions.InvalidURL as err:
            raise CoffeeConfigurationError(
                _("Field Location: %(reason)s", reason=err)
            ) from err
        except requests.exceptions.RequestException as err:
            if is_untrusted(err):
                raise CoffeeConfigurationError(
                    _(
                        "Fields Location and CA File: the certificate of the machine "
                        "is not trusted. %(reason)s",
                        reason=err,
                    )
                ) from err
            if self.bounds.seconds <= 0 and not never_left(err):
                raise CoffeeOutcomeUnknownError(
                    _(
                        "%(url)s has not answered in full within %(seconds)s seconds. "
                        "Is the way to the machine that slow?",
                        url=url,
                        seconds=round(self.deadline),
                    )
                ) from err
            kind = (
                CoffeeRetryableError if never_left(err) else CoffeeOutcomeUnknownError
            )
            raise kind(
                _(
                    "No answer from %(url)s (%(reason)s). Is the machine switched on, "
                    "and is its location right?",
                    url=url,
                    reason=type(err).__name__,
                )
            ) from err

    def _read(self, response):
        """Return the body, whole and not larger than ``MAX_BODY``."""
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ("", "identity"):
            # before a byte of it is unpacked
            raise CoffeeProtocolError(
                _(
                    "The answer is encoded as %s, which was not asked for.",
                    encoding[:ENCODING],
                )
            )
        body = bytearray()
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > const.MAX_BODY:
                raise self._too_large()
        promised = response.headers.get("Content-Length", "")
        # requests itself does not notice an answer that stops too early
        if LENGTH.fullmatch(promised) and response.raw.tell() < int(promised):
            raise requests.exceptions.ConnectionError("answer cut short")
        return bytes(body)

    def _too_large(self):
        return CoffeeProtocolError(
            _("The answer is larger than %s bytes.", const.MAX_BODY)
        )


def never_left(err):
    """Tell whether a request failed before a byte of it was sent.

    :param err: ``requests.exceptions.RequestException``
    """
    reason = getattr(err.args[0], "reason", None) if err.args else None
    return isinstance(err, requests.exceptions.ConnectTimeout) or isinstance(
        reason, urllib3.exceptions.NewConnectionError
    )


def is_untrusted(err):
    """Tell whether the certificate of a machine was refused, before any request.

    :param err: ``requests.exceptions.RequestException``
    """
    reason = getattr(err.args[0], "reason", None) if err.args else None
    cause = reason.args[0] if reason is not None and reason.args else None
    # the latter is what urllib3 raises where it compares host names itself
    return isinstance(cause, (ssl.SSLCertVerificationError, CertificateError))
