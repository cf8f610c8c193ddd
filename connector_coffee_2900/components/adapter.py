# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from urllib.parse import quote
from zlib import crc32

import msgspec

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector_coffee import const, rows
from odoo.addons.connector_coffee.components.http_adapter import ROW_ERRORS
from odoo.addons.connector_coffee.components.importer import Pages
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
    CoffeeRowError,
)

from .. import wire
from ..problem import problem_of, unmask
from ..token import BearerToken

TOKEN_PATH = "/oauth/token"
FEW = 5  # records that are read one by one rather than with the whole list
ANY_STATE = "*"  # for If-Match, RFC 9110 §13.1.1


class CursorGone(CoffeeProtocolError):
    """The cursor is older than what the machine keeps."""


class NotFound(CoffeeConfigurationError):
    """The machine says that it has no such record."""


# what a status of the contract means; CoffeeAdapter has a table for all others
ERRORS = {
    400: CoffeeRecordRefusedError,
    409: CoffeeConflictError,
    410: CursorGone,
    412: CoffeeConflictError,
    422: CoffeeRecordRefusedError,
}


class Coffee2900Adapter(AbstractComponent):
    """Speak the JSON API of a Coffee 2900: tokens, languages, problems."""

    _name = "coffee.2900.adapter"
    _inherit = "coffee.http.adapter"
    _backend_version = "2900"

    def base_url(self):
        return super().base_url() + "/v1"

    def request(self, method, path, **options):
        """Send a request with a token; one that has expired is renewed once."""
        auth = self._bearer_token()
        lang = (self.env.lang or const.FALLBACK_LANG).replace("_", "-")
        headers = {"Accept-Language": lang, **options.pop("headers", {})}
        url = self.base_url() + path
        for _attempt in range(2):
            response = unmask(
                self.client.request(method, url, auth=auth, headers=headers, **options)
            )
            if not self._is_token_refused(response):
                break
            auth.forget(response.request)
        self.check_status(response)
        return response

    def _is_token_refused(self, response):
        """Tell whether the machine wants another token; the request did nothing."""
        return response.status_code == 401

    def check_status(self, response):
        """Turn a status of the contract into one of our errors, others as usual.

        :raise CoffeeConfigurationError: 403: the scope that lacks
        :raise NotFound: 404, where a Coffee 2900 says so
        :raise CoffeeConflictError: 409, 412: the machine has another state
        :raise CursorGone: 410
        :raise CoffeeRecordRefusedError: 400, 422: what was sent makes no sense there
        """
        if response.status_code == 403:
            raise self._scope_missing(response)
        if response.status_code == 404 and self._is_about_a_record(response):
            raise NotFound(_("The machine has nothing at %s.", response.url))
        if kind := ERRORS.get(response.status_code):
            raise kind(_("The machine answers: %s.", self.said(response)))
        return super().check_status(response)

    def _is_about_a_record(self, response):
        """Tell a record that is gone from a location that is wrong.

        Only a Coffee 2900 knows its records, and each has a path for tokens.
        """
        problem = problem_of(response)
        gone = bool(problem) and problem.kind == "not-found"
        return gone and not response.url.endswith(TOKEN_PATH)

    def _scope_missing(self, response):
        problem = problem_of(response)
        return CoffeeConfigurationError(
            _(
                "Fields User and Password: the machine does not grant this user the "
                "scope %(scope)s. Grant it on the machine.",
                scope=problem and problem.scope or "?",
            )
        )

    def said(self, response):
        """Return status, title and detail of a problem."""
        problem = problem_of(response)
        # half a secret at the end would not be recognised: it is cut afterwards
        text = self.without_secrets(str(problem or ""))[: const.EXCERPT]
        return " ".join([str(response.status_code), text]).strip()

    def _secrets(self):
        pushes = set(self.backend_record._webhook_secrets())
        return super()._secrets() | self._bearer_token().known() | pushes

    def _bearer_token(self):
        backend = self.backend_record
        credentials = backend._credentials()
        key = (self.env.cr.dbname, backend.id, self.base_url(), hash(credentials))
        return BearerToken(key, lambda: self._issue_token(*credentials))

    def _issue_token(self, client_id, client_secret):
        """Ask for an access token.

        :raise CoffeeConfigurationError: user name or password is wrong
        """
        response = unmask(
            self.client.request(
                "POST",
                self.base_url() + TOKEN_PATH,
                data={
                    "grant_type": "client_credentials",
                    "client_id": client_id,
                    "client_secret": client_secret,
                },
            )
        )
        if response.status_code in (400, 401):
            raise CoffeeConfigurationError(
                _(
                    "Fields User and Password: the machine refuses them (%s).",
                    self.said(response),
                )
            )
        self.check_status(response)
        token = self.decode(response, wire.Token, quote_it=False)
        return token.access_token, token.expires_in

    def decode(self, response, kind, quote_it=True):
        """Decode an answer.

        :param kind: struct of ``wire.py``
        :param quote_it: whether an error may quote the answer
        :raise CoffeeProtocolError: it is not JSON, or not of that kind
        """
        try:
            return wire.read(response.content, kind)
        except msgspec.MsgspecError as err:
            raise self._invalid_answer(response, err, quote_it) from err

    def _invalid_answer(self, response, reason, quote_it=True):
        return CoffeeProtocolError(
            _(
                "The machine's answer from %(url)s makes no sense. %(reason)s: "
                "%(excerpt)s",
                url=response.url,
                reason=reason,
                excerpt=self.excerpt(response.content) if quote_it else "...",
            )
        )


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
        except ROW_ERRORS as err:
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
        raise self._unsupported()

    def to_row(self, record):
        """Turn a record of ``wire.py`` into a row.

        :return: struct of ``rows.py``
        """
        raise NotImplementedError
