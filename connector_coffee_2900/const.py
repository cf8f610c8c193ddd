# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Limits and names of the push; ``static/openapi/coffee-2900.yaml``, tag push.

Signatures and their tolerance of five minutes are those of Standard Webhooks:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

VERSION = "2900"
WEBHOOK_PATH = "/coffee/2900/webhook"
MAX_PUSH = 64 * 1024  # bytes
MAX_MESSAGE_ID = 255  # characters
MAX_ID = 2**31 - 1  # what the database takes; an address may have more
SEEN_FOR = 3600  # seconds that ids are kept; longer than a signature is good for
