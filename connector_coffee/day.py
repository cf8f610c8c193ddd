# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""When a day begins."""

from datetime import datetime, time, timezone

import pytz

from odoo import fields


def midnight(tz):
    """Return when today has begun in a time zone, also where its clocks changed since.

    :param tz: name of the time zone, empty for UTC
    :return: datetime, UTC, naive
    """
    zone = pytz.timezone(tz or "UTC")
    today = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone)
    start = zone.localize(datetime.combine(today.date(), time.min))
    return start.astimezone(timezone.utc).replace(tzinfo=None)
