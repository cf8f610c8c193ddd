# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from urllib.parse import quote

import msgspec

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector_coffee import const, rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRowError,
)

from .. import wire
from ..token import BearerToken


class CursorGone(CoffeeProtocolError):
    """The cursor is older than what the machine keeps."""


class Coffee2900Adapter(AbstractComponent):
    """Speak the JSON API of a Coffee 2900."""

    _name = "coffee.2900.adapter"
    _inherit = "coffee.adapter"
    _backend_version = "2900"

    #: path of the list that this adapter reads, and what a row of it is
    _path = None
    _wire = None

    def base_url(self):
        return super().base_url() + "/v1"

    def request(self, method, path, **options):
        """Send a request with a token, renewing a token that has expired once."""
        auth = self._bearer_token()
        lang = (self.env.lang or const.FALLBACK_LANG).replace("_", "-")
        headers = {"Accept-Language": lang, **options.pop("headers", {})}
        url = self.base_url() + path
        for _attempt in range(2):
            response = self.work.client.request(
                method, url, auth=auth, headers=headers, **options
            )
            if response.status_code != 401:
                break
            auth.forget()
        if response.status_code == 410:
            raise CursorGone(_("The machine does not know the cursor any more."))
        if response.status_code == 412:
            raise CoffeeConflictError(_("It was changed on the machine first."))
        if response.status_code == 404 and method in ("PUT", "DELETE"):
            raise IDMissingInBackend(_("The machine does not have it any more."))
        self.check_status(response)
        return response

    def _bearer_token(self):
        backend = self.backend_record
        credentials = backend._credentials()
        key = (self.env.cr.dbname, backend.id, self.base_url(), hash(credentials))
        return BearerToken(key, lambda: self._issue_token(*credentials))

    def _issue_token(self, client_id, client_secret):
        """Ask for an access token.

        :raise CoffeeConfigurationError: user name or password is wrong
        """
        response = self.work.client.request(
            "POST",
            self.base_url() + "/oauth/token",
            data={
                "grant_type": "client_credentials",
                "client_id": client_id,
                "client_secret": client_secret,
            },
        )
        if response.status_code in (400, 401):
            raise CoffeeConfigurationError(
                _("Fields User and Password: the machine refuses them.")
            )
        self.check_status(response)
        token = self.decode(response, wire.Token)
        return token.access_token, token.expires_in

    def decode(self, response, kind):
        """Decode an answer.

        :param kind: struct of ``wire.py``
        :raise CoffeeProtocolError: it is not JSON, or not of that kind
        """
        try:
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.MsgspecError as err:
            raise CoffeeProtocolError(
                _("The machine's answer from %s makes no sense.", response.url)
                + f" {err}: {response.text[: const.EXCERPT]}"
            ) from err

    def read_page(self, position, limit):
        params = {"limit": limit}
        if position:
            params["cursor"] = position
        try:
            response = self.request("GET", self._path, params=params)
        except CursorGone:
            # start over: rows that are here already are unchanged
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
            total=None if position else page.total,
        )

    def read_many(self, external_ids):
        """Read the whole list, which costs less than many single requests."""
        found, position, more = [], None, True
        while more:
            page = self.read_page(position, const.PAGE_SIZE)
            found += [row for row in page.rows if row.external_id in external_ids]
            position, more = page.position, page.more
        return found

    def _row(self, raw):
        """Turn a raw row into a row of our vocabulary.

        :raise CoffeeRowError: a field is missing or of another type
        """
        try:
            return self.to_row(msgspec.json.decode(raw, type=self._wire))
        except msgspec.ValidationError as err:
            # "Expected `int`, got `str` - at `$.price.amount`"
            reason, _sep, path = str(err).partition(" - at ")
            missing = re.search(r"required field `(\w+)`", reason)
            field = missing.group(1) if missing else path.strip("`$.") or "row"
            value = bytes(raw)[: const.EXCERPT].decode(errors="replace")
            raise CoffeeRowError(self._row_id(raw), field, value, reason) from err

    def _row_id(self, raw):
        try:
            found = msgspec.json.decode(raw, type=wire.Id)
        except msgspec.MsgspecError:
            return "?"
        return found.id or found.uid or found.code or "?"

    def create(self, values):  # pylint: disable=method-required-super
        response = self.request("POST", self._path, json=self._body(values))
        return self._row(response.content)

    def write(self, external_id, values, etag=None):  # pylint: disable=method-required-super
        response = self._change("PUT", external_id, etag, json=self._body(values))
        return self._row(response.content)

    def delete(self, external_id):
        self._change("DELETE", external_id, None)

    def _change(self, method, external_id, etag, **options):
        path = f"{self._path}/{quote(external_id, safe='')}"
        return self.request(method, path, headers={"If-Match": etag or "*"}, **options)

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
