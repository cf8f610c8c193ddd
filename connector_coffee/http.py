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
from datetime import timezone
from email.utils import parsedate_to_datetime
from functools import partial

import requests
import urllib3
from urllib3.connection import CertificateError
from urllib3.util.ssl_ import create_urllib3_context

from . import const

SECONDS = re.compile("[0-9]{1,10}")


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


def delay_seconds(text):
    """Return the seconds of a ``Retry-After``, ``None`` if it is no sane number."""
    if SECONDS.fullmatch(text):
        return min(int(text), const.MAX_RETRY_AFTER)
    return None


def http_date(text):
    """Return a date of HTTP (RFC 9110 §5.6.7) in UTC, ``None`` if it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):  # the former is Python 3.9's and older
        return None
    return found.replace(tzinfo=found.tzinfo or timezone.utc)
