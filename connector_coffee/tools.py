# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the models of the connector have in common and Odoo does not offer."""

from datetime import datetime, time, timezone

import pytz

from odoo import fields

CAPITAL_NOUNS = ("de", "lb")  # German and Luxembourgish: wherever a noun stands


def midnight(tz):
    """Return when today has begun in a time zone, also where its clocks changed since.

    :param tz: name of the time zone, empty for UTC
    :return: datetime, UTC, naive
    """
    zone = pytz.timezone(tz or "UTC")
    today = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
    start = zone.localize(datetime.combine(today.date(), time.min))
    return start.astimezone(timezone.utc).replace(tzinfo=None)


def within_sentence(env, label):
    """Return a label as it is written in the middle of a sentence.

    :param label: str in the language of the environment, such as ``Badge holders``
    """
    if (env.lang or "").startswith(CAPITAL_NOUNS):
        return label
    return label[:1].lower() + label[1:]
