# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long a machine may take to answer, and how much it may send.

The timeout of a socket bounds the time between two bytes, so a machine that sends one
now and then would hold a worker for ever. Here every read and write of a socket is
given what is left of the time of the whole request, and what was read is counted,
heads and the frames of chunks included.
"""

import io
import time
from contextlib import contextmanager
from functools import partial

import requests
import urllib3


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
