# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Access tokens of machines, shared by all work contexts of this process."""

import threading
import time
from collections import deque

import requests

EARLY = 30  # seconds; a token is renewed before a request could outlive it
SCHEME = "Bearer "
REFUSED_KEPT = 4  # tokens; a machine might still quote them

_tokens = {}
_refused = {}
_locks = {}


class BearerToken(requests.auth.AuthBase):
    """Send the access token of a machine, asking for one when there is none.

    OAuth 2.0 client credentials, RFC 6749 §4.4. Threads that need a new token at
    the same time wait for the one that asks.

    :param key: what the token belongs to: database, machine and credentials
    :param issue: function that asks the machine for a token; returns
        ``(token, seconds that it is good for)``
    """

    def __init__(self, key, issue):
        self.key = key
        self.issue = issue
        self.lock = _locks.setdefault(key, threading.Lock())

    def __call__(self, request):
        request.headers["Authorization"] = SCHEME + self.token()
        return request

    def token(self):
        """Return a token that is still good."""
        with self.lock:
            token, good_until = _tokens.get(self.key, (None, 0))
            if time.monotonic() >= good_until:
                token, seconds = self.issue()
                _tokens[self.key] = (token, time.monotonic() + seconds - EARLY)
            return token

    def known(self):
        """Return the tokens to keep quiet about: the present one and some before."""
        present, _good_until = _tokens.get(self.key, (None, 0))
        return {present, *_refused.get(self.key, ())} - {None}

    def forget(self, request):
        """Drop the token of a request, which the machine does not want any more.

        Another thread may have a new one already; that one stays.
        """
        refused = request.headers.get("Authorization", "").removeprefix(SCHEME)
        with self.lock:
            if _tokens.get(self.key, (None, 0))[0] == refused:
                del _tokens[self.key]
                kept = _refused.setdefault(self.key, deque(maxlen=REFUSED_KEPT))
                kept.append(refused)
