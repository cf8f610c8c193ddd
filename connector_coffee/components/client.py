# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

import requests

from odoo import _

from odoo.addons.component.core import AbstractComponent, Component

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)
from ..http import (
    BoundedAdapter,
    Bounds,
    PrivateAuthorities,
    Session,
    TooLarge,
    is_untrusted,
    never_left,
)

ENCODING = 80  # characters of the name of an encoding that an error quotes
LENGTH = re.compile(r"[0-9]{1,18}")


class CoffeeClient(AbstractComponent):
    """Hold the conversation with one machine; a version may bring its own.

    ``work.client`` opens it when an adapter first asks for it, and ``work_on`` closes
    it at the end: all adapters of a job share it. It bounds the time of each request
    and of all together, and the size of what comes; an adapter knows what to ask and
    what an answer means.

    :ivar timeout: seconds, to connect and between two bytes of an answer
    :ivar deadline: seconds, for a request and the whole answer to it
    """

    _name = "coffee.client"
    _inherit = "coffee.base"
    _usage = "client"

    def open(self, timeout):
        """Prepare the conversation, without sending anything; hook.

        :param timeout: seconds, to connect and between two bytes of an answer
        """
        self.timeout = timeout
        self.deadline = min(const.DEADLINE, const.TIMEOUTS * timeout)

    def close(self):
        """End the conversation; hook."""

    def _check_database(self):
        """Refuse to contact a machine from a neutralised database.

        A client asks it before each request, whatever it was opened for.

        :raise CoffeeNoContactError: says so
        """
        self.env["coffee.backend"]._check_database()

    def no_answer(self, address, reason, kind=CoffeeRetryableError):
        """Return the error for a request of which not a byte has left.

        :param address: of the machine
        :param reason: name of what went wrong
        """
        return kind(
            _(
                "No answer from %(url)s (%(reason)s). Is the machine switched on, and "
                "is its location right?",
                url=address,
                reason=reason,
            )
        )

    def no_clear_answer(self, address, reason):
        """Return the error for a request that has left, and may have arrived.

        :param address: of the machine
        :param reason: name of what went wrong
        """
        return self.no_answer(address, reason, CoffeeOutcomeUnknownError)

    def too_slow(self, address):
        """Return the error for an answer that is not there in full at the deadline."""
        return CoffeeOutcomeUnknownError(
            _(
                "%(url)s has not answered in full within %(seconds)s seconds. Is the "
                "way to the machine that slow?",
                url=address,
                seconds=round(self.deadline),
            )
        )


class CoffeeHttpClient(Component):
    """One HTTP session with timeouts, bounded bodies and errors of our own.

    :ivar bounds: what all requests together may still take
    """

    _name = "coffee.http.client"
    _inherit = "coffee.client"

    def open(self, timeout):
        result = super().open(timeout)
        self.bounds = Bounds(const.CONVERSATION)
        self.session = Session()
        self.session.mount("http://", BoundedAdapter(self.bounds))
        self.session.mount("https://", BoundedAdapter(self.bounds))
        # what is packed may be a thousand times as large as it looks
        self.session.headers["Accept-Encoding"] = "identity"
        # no proxies and passwords out of the environment of the server
        self.session.trust_env = False
        if certificates := self.collection._ca_certificates():
            trust = PrivateAuthorities(certificates, self.bounds)
            self.session.mount("https://", trust)
        return result

    def close(self):
        self.session.close()
        return super().close()

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
        self._check_database()
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
                _(
                    "Field Location: %s is not an address of a machine, such as "
                    "http://192.0.2.7:8080.",
                    url,
                )
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
                raise self.too_slow(url) from err
            failure = self.no_answer if never_left(err) else self.no_clear_answer
            raise failure(url, type(err).__name__) from err

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
