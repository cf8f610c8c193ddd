# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Access tokens of machines, shared by all work contexts of this process."""

import time

import requests

EARLY = 30  # seconds; a token is renewed before a request could outlive it

_tokens = {}


class BearerToken(requests.auth.AuthBase):
    """Send the access token of a machine, asking for one when there is none.

    OAuth 2.0 client credentials, RFC 6749 §4.4.

    :param key: what the token belongs to: database, machine and credentials
    :param issue: function that asks the machine for a token; returns
        ``(token, seconds that it is good for)``
    """

    def __init__(self, key, issue):
        self.key = key
        self.issue = issue

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token()}"
        return request

    def token(self):
        """Return a token that is still good."""
        token, good_until = _tokens.get(self.key, (None, 0))
        if time.monotonic() >= good_until:
            token, seconds = self.issue()
            _tokens[self.key] = (token, time.monotonic() + seconds - EARLY)
        return token

    def forget(self):
        """Drop a token that the machine does not want any more."""
        _tokens.pop(self.key, None)
