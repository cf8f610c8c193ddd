# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from urllib.parse import quote
from zlib import crc32

import msgspec

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector_coffee import const, rows
from odoo.addons.connector_coffee.components.importer import Pages
from odoo.addons.connector_coffee.components.json_adapter import NO_SENSE
from odoo.addons.connector_coffee.exceptions import (
    CoffeeRecordRefusedError,
    CoffeeRowError,
)

from .. import wire
from .adapter import CursorGone, NotFound

FEW = 5  # records that are read one by one rather than with the whole list
ANY_STATE = "*"  # for If-Match, RFC 9110 §13.1.1


class Coffee2900RecordAdapter(AbstractComponent):
    """Read and write the records of one flow."""

    _name = "coffee.2900.record.adapter"
    _inherit = "coffee.2900.adapter"

    #: path of the list, what a row of it is, and whether rows have paths of their own
    _path = None
    _wire = None
    _has_single = True

    def read_page(self, position, limit):
        params = {"limit": limit}
        if position:
            params["cursor"] = position
        try:
            response = self.request("GET", self._path, params=params)
        except (CursorGone, CoffeeRecordRefusedError):
            if not position:
                raise
            # too old, or of another machine: start over; rows that are here already
            # are unchanged, and who imports sales makes sure that none is another
            return self.read_page(None, limit)
        page = self.decode(response, wire.Page)
        good, refused = [], []
        for raw in page.data:
            try:
                good.append(self._row(raw))
            except CoffeeRowError as err:
                refused.append(err)
        return rows.Page(
            rows=good,
            refused=refused,
            position=page.next_cursor,
            more=page.has_more,
            # the machine counts its whole list, so this is right for a first run
            total=None if position else page.count,
            present=page.count,
        )

    def read_many(self, external_ids):
        """Read a few records one by one, of many ones the whole list."""
        if self._has_single and len(external_ids) <= FEW:
            return [row for row in map(self._read_one, sorted(external_ids)) if row]
        return [
            row
            for page in self._read_pages()
            for row in page.rows
            if row.external_id in external_ids
        ]

    def read_ids(self):
        return {
            row.external_id
            for page in self._read_pages()
            for row in [*page.rows, *page.refused]
        }

    def _read_pages(self):
        """Yield the pages of the whole list.

        :raise CoffeeProtocolError: it comes to no end
        """
        pages, more = Pages(), True
        while more:
            page = self.read_page(pages.position, const.PAGE_SIZE)
            pages.check(page)
            yield page
            more = page.more

    def _read_one(self, external_id):
        """Return the row of one record, ``None`` where there is none to be read."""
        try:
            return self._row_of(self._request_of("GET", external_id))
        except (IDMissingInBackend, CoffeeRowError):
            # an unreadable one gets a checkpoint when its own flow meets it
            return None

    def _row_of(self, response):
        """Turn an answer that is one record into a row."""
        return self._row(self.decode(response, msgspec.Raw))

    def _row(self, raw):
        """Turn a raw row into a row of our vocabulary.

        :raise CoffeeRowError: a field is missing or of another type
        """
        try:
            return self.to_row(wire.read(raw, self._wire))
        except msgspec.ValidationError as err:
            # "Expected `int`, got `str` - at `$.price.amount`"
            reason, _sep, path = str(err).partition(" - at ")
            missing = re.search(r"required field `(\w+)`", reason)
            field = missing.group(1) if missing else path.strip("`$.") or "row"
            raise CoffeeRowError(
                self._row_id(raw), field, self.excerpt(bytes(raw)), reason
            ) from err
        except NO_SENSE as err:
            # bytes that are no text, a time before the calendar begins
            raise CoffeeRowError(
                self._row_id(raw), "row", self.excerpt(bytes(raw)), str(err)
            ) from err

    def _row_id(self, raw):
        """Return the id of a row that cannot be read otherwise, or its checksum."""
        try:
            found = wire.read(raw, wire.Id)
        except msgspec.MsgspecError:
            found = wire.Id()
        return found.id or found.uid or found.code or f"? {crc32(raw):08x}"

    def create(self, values):  # pylint: disable=method-required-super
        response = self.request("POST", self._path, json=self._body(values))
        return self._row_of(response)

    def write(self, external_id, values, etag=None):  # pylint: disable=method-required-super
        response = self._request_of(
            "PUT",
            external_id,
            headers={"If-Match": etag or ANY_STATE},
            json=self._body(values),
        )
        return self._row_of(response)

    def delete(self, external_id):
        self._request_of("DELETE", external_id, headers={"If-Match": ANY_STATE})

    def _request_of(self, method, external_id, **options):
        """Send a request that is about one record.

        :raise IDMissingInBackend: the machine does not have it
        """
        path = f"{self._path}/{quote(external_id, safe='')}"
        try:
            return self.request(method, path, **options)
        except NotFound as err:
            raise IDMissingInBackend(str(err)) from err

    def _body(self, values):
        return msgspec.to_builtins(self.to_wire(values))

    def to_wire(self, values):
        """Turn the values of an export mapper into the body of a request.

        :return: dict
        """
        raise self._unable()

    def to_row(self, record):
        """Turn a record of ``wire.py`` into a row.

        :return: struct of ``rows.py``
        """
        raise NotImplementedError
