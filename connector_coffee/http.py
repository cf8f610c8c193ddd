# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The HTTP conversation with one machine, within bounds.

The timeout of a socket bounds the time between two bytes, so a machine that sends one
now and then would hold a worker for ever. Here every read and write of a socket is
given what is left of the time of the whole request, and what was read is counted,
heads and the frames of chunks included.
"""

import io
import re
import ssl
import time
from contextlib import contextmanager
from functools import partial

import requests
import urllib3
from urllib3.connection import CertificateError
from urllib3.util.ssl_ import create_urllib3_context

from odoo import _

from . import const
from .exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)

ENCODING = 80  # characters of the name of an encoding that an error quotes
LENGTH = re.compile(r"[0-9]{1,18}")


class TooLarge(Exception):
    """A machine has sent more than it may."""


class Bounds:
    """What is left to the requests of one conversation.

    :param conversation: seconds that all requests together may take
    """

    def __init__(self, conversation):
        self.conversation = conversation
        self._until = None  # time.monotonic() at which the request is over
        self._size = 0

    @contextmanager
    def limit(self, seconds, size):
        """Give a request its bounds; one within another shares the time of it.

        :param seconds: from here to the last byte of the answer
        :param size: bytes that may come
        """
        outer, started = (self._until, self._size), time.monotonic()
        if self._until is None:
            self._until = started + min(seconds, self.conversation)
        self._size = size
        try:
            yield
        finally:
            self._until, self._size = outer
            if self._until is None:
                self.conversation -= time.monotonic() - started

    @property
    def seconds(self):
        """What is left of the time of the present request; 0 or less: nothing."""
        return self._until - time.monotonic()

    def timeout(self, seconds):
        """Return the timeout of one call, in seconds.

        :param seconds: how long it may take at the most, ``None``: as long as is left
        :raise TimeoutError: nothing is left
        """
        left = self.seconds
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        return left if seconds is None else min(seconds, left)

    def count(self, size):
        """Count bytes that came.

        :raise TooLarge: more than may come
        """
        self._size -= size
        if self._size < 0:
            raise TooLarge()


class BoundedSocket:
    """A connected socket whose calls end when the time of the request does.

    :param sock: ``socket.socket``, or one of TLS
    :param bounds: ``Bounds``
    """

    def __init__(self, sock, bounds):
        self._sock, self._bounds = sock, bounds
        self._timeout = sock.gettimeout()

    def __getattr__(self, name):
        return getattr(self._sock, name)

    def settimeout(self, seconds):
        """Set how long one call may take, at the most."""
        self._timeout = seconds

    def sendall(self, *args):
        """Send all; the timeout of Python's own counts for the whole of it."""
        self._arm()
        return self._sock.sendall(*args)

    def makefile(self, *_args, **_options):
        """Return the file that ``http.client`` reads an answer from."""
        return io.BufferedReader(_Reader(self))

    def _arm(self):
        self._sock.settimeout(self._bounds.timeout(self._timeout))


class _Reader(io.RawIOBase):
    """Read a socket within its bounds."""

    def __init__(self, sock):
        super().__init__()
        self._sock = sock
        # keeps the socket open until it is closed itself
        self._raw = sock._sock.makefile("rb", buffering=0)

    def readable(self):
        return True

    def readinto(self, buffer):
        self._sock._arm()
        size = self._raw.readinto(buffer)
        self._sock._bounds.count(size or 0)
        return size

    def close(self):
        self._raw.close()
        return super().close()


class _Bounded:
    """A connection of ``urllib3`` within bounds."""

    def __init__(self, *args, bounds, **options):
        super().__init__(*args, **options)
        self.bounds = bounds

    def connect(self):
        result = super().connect()
        self.sock = BoundedSocket(self.sock, self.bounds)
        return result


class _Connection(_Bounded, urllib3.connection.HTTPConnection):
    pass


class _TLSConnection(_Bounded, urllib3.connection.HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class BoundedAdapter(requests.adapters.HTTPAdapter):
    """Connect with sockets that keep within bounds.

    :param bounds: ``Bounds``
    """

    def __init__(self, bounds):
        self.bounds = bounds
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        # urllib3 hands options that it does not know to the connection
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_Pool, bounds=self.bounds),
            "https": partial(_TLSPool, bounds=self.bounds),
        }
        return result


class PrivateAuthorities(BoundedAdapter):
    """Connect to servers whose certificate one of the given authorities has signed.

    Host names are checked, and the public authorities are not trusted any more: who
    runs one of his own does not want another one to vouch for his machines.

    :param certificates: PEM text
    :param bounds: ``Bounds``
    """

    def __init__(self, certificates, bounds):
        # urllib3's own kind of context: its older versions check host names themselves
        self.context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
        self.context.load_verify_locations(cadata=certificates)
        super().__init__(bounds)

    def init_poolmanager(self, *args, **kwargs):
        kwargs["ssl_context"] = self.context
        return super().init_poolmanager(*args, **kwargs)

    def cert_verify(self, conn, url, verify, cert):
        """Keep ``requests`` from adding the public authorities to the context."""
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = conn.ca_cert_dir = None


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
