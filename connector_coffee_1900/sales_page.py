# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A page of sales, and what a Coffee 1900 has to say beside them."""

from datetime import datetime

import msgspec

from odoo.addons.connector_coffee import rows

from . import eva_dts


class LastRead(msgspec.Struct, frozen=True):
    """How the counters of a machine stood when they were read last.

    ``reading`` numbers the audits that were remembered, for good: a machine's own read
    number starts anew with a new board. ``state`` is ``None`` before the first audit.
    """

    reading: int = 0
    state: eva_dts.State | None = None


class SalesPage(rows.Page, frozen=True, kw_only=True):
    """Sales, and the counters that they come from.

    ``last_read`` is what to compare the next audit of the machine ``serial`` with,
    ``None`` to leave it as it is.
    """

    last_read: LastRead | None = None


class FilePage(SalesPage, frozen=True, kw_only=True):
    """A part of a file; fields as in ``UploadedFile``, as they are behind this part."""

    offset: int
    count: int
    last_time: datetime | None = None


class CountedBrew(rows.Brew, frozen=True, kw_only=True):
    """A sale out of an audit, which describes its drink as well."""

    drink_row: rows.Drink | None = None
