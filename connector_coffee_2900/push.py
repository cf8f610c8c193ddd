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
    :return: dict with a ``type``; ``None`` for a push that is not signed, wrongly
        signed, too old, or no JSON object of a type
    """
    for secret in known_secrets:
        try:
            push = Webhook(secret).verify(body, headers)
        except (WebhookVerificationError, ValueError, ArithmeticError, OSError):
            # the library leaves malformed signatures, bytes that are no text, and
            # times that are in no calendar, to int(), split(), decode() and the system
            continue
        except RecursionError:
            return None  # signed well, and nested too deep for anybody
        is_push = isinstance(push, dict) and isinstance(push.get("type"), str)
        return push if is_push else None
    return None
