# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signatures of pushes, as Standard Webhooks specifies them."""

import base64
import secrets

from standardwebhooks import Webhook, WebhookVerificationError

SECRET_PREFIX = "whsec_"
SECRET_SIZE = 32  # bytes; the specification asks for 24 to 64


def new_secret():
    """Return a new secret to sign with."""
    key = secrets.token_bytes(SECRET_SIZE)
    return SECRET_PREFIX + base64.b64encode(key).decode()


def read(known_secrets, headers, body):
    """Return what a push says, if one of the secrets has signed it lately.

    :param known_secrets: list of str
    :param headers: dict of the headers of the request
    :param body: bytes
    :return: dict; ``None`` for a push that is not signed, wrongly signed, too old,
        or no JSON object
    """
    for secret in known_secrets:
        try:
            push = Webhook(secret).verify(body, headers)
        except (WebhookVerificationError, ValueError):
            # the library leaves malformed signatures, and bytes that are no text,
            # to int(), split() and decode(): all of them raise ValueErrors
            continue
        return push if isinstance(push, dict) else None
    return None
