# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock of a machine that knows no time zones."""

from datetime import timezone
from zoneinfo import ZoneInfo


def to_utc(local, tz):
    """Return the machine's local time as Odoo stores it.

    :param local: naive datetime
    :param tz: name of the time zone where the machine stands
    :return: naive datetime in UTC
    """
    aware = local.replace(tzinfo=ZoneInfo(tz))
    return aware.astimezone(timezone.utc).replace(tzinfo=None)
