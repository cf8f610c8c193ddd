# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The smallest clients that do, for the tests of the machines themselves.

They share nothing with the connector's adapters, on purpose.
"""

from typing import Any

import requests


class Client2900:
    """Ask a `Coffee2900`, with a token that is fetched at once."""

    def __init__(self, machine, scope: str | None = None):
        self.base = machine.location + "/v1"
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy between us
        form = {"grant_type": "client_credentials"}
        if scope:
            form["scope"] = scope
        answer = self.session.post(
            self.base + "/oauth/token",
            data=form,
            auth=(machine.username, machine.password),
        )
        token = answer.json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask; `options` as of `requests`."""
        return self.session.request(method, self.base + path, **options)

    def pages(self, path: str, **params: Any):
        """Yield the rows of all pages."""
        while True:
            page = self("GET", path, params=params).json()
            yield from page["data"]
            if not page["has_more"]:
                return
            params["cursor"] = page["next_cursor"]

    def pour(
        self,
        key: str,
        drink_id: str = "0",
        additions: tuple[str, ...] = (),
        timeout: float | None = None,
    ) -> requests.Response:
        """Order a coffee under an idempotency key."""
        return self(
            "POST",
            "/brews",
            json={"drink_id": drink_id, "additions": additions},
            headers={"Idempotency-Key": key},
            timeout=timeout,
        )

    def close(self) -> None:
        """Close the connections."""
        self.session.close()


class Client1900:
    """Ask a `Coffee1900`."""

    def __init__(self, machine):
        self.base = f"http://127.0.0.1:{machine.port}"
        self.session = requests.Session()
        self.session.trust_env = False

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask; `options` as of `requests`."""
        return self.session.request(method, self.base + path, **options)

    def brew(
        self,
        path: str = "/pot-0",
        additions: str | None = None,
        body: str = "start",
        kind: str = "message/coffeepot",
        method: str = "BREW",
    ) -> requests.Response:
        """Send a coffee-message-body."""
        headers = {"Content-Type": kind}
        if additions is not None:
            headers["Accept-Additions"] = additions
        return self(method, path, data=body, headers=headers)
