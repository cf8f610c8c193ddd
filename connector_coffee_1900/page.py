# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A page of sales, and what a Coffee 1900 has to say beside them."""

from datetime import datetime

import msgspec

from odoo.addons.connector_coffee import rows

from .account import Account


class Notice(msgspec.Struct, frozen=True):
    """What a person should look at; ``key`` as for ``add_checkpoint``."""

    message: str
    key: str


class SalesPage(rows.Page, frozen=True, kw_only=True):
    """Sales, the checkpoints and warnings that come with them, and the books.

    ``account`` is what to compare the next audit of the machine ``serial`` with,
    ``None`` to leave it as it is.
    """

    notices: list[Notice] = []
    warnings: list[str] = []
    account: Account | None = None


class FilePage(SalesPage, frozen=True, kw_only=True):
    """A part of a file; the fields as in ``Source``, as they are behind this part."""

    offset: int
    count: int
    last_time: datetime | None = None


class CountedBrew(rows.Brew, frozen=True, kw_only=True):
    """A sale out of an audit, which describes its drink as well."""

    drink_row: rows.Drink | None = None
