# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock of a machine that knows no time zones.

Twice a year local time is not enough. In spring an hour is missing: a time in it is
read as if the clock had not been put forward yet. In autumn an hour comes twice: a
time in it is of the first pass, unless what was written before it is later than that;
then it is of the second.
"""

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

DISORDER = timedelta(minutes=2)  # a line may be that much earlier than the one before


def to_utc(local, tz, fold=0):
    """Return the machine's local time as Odoo stores it.

    :param local: naive datetime
    :param tz: name of the time zone where the machine stands
    :param fold: 1 for the second pass of an hour that comes twice
    :return: naive datetime in UTC
    :raise OverflowError: a time at the very end of the calendar
    """
    aware = local.replace(tzinfo=ZoneInfo(tz), fold=fold)
    return aware.astimezone(timezone.utc).replace(tzinfo=None)


class LogClock:
    """The clock by which a log was written: its lines only get later.

    :param tz: name of the time zone where the machine stands
    :param last: naive UTC time of the line before the first one, where known
    """

    def __init__(self, tz, last=None):
        self.tz, self.last = tz, last

    def to_utc(self, local):
        """Return the time of the next line, as the function ``to_utc`` does."""
        moment = to_utc(local, self.tz)
        second = to_utc(local, self.tz, fold=1)
        if self.last and moment < self.last - DISORDER <= second:
            moment = second
        self.last = moment
        return moment
