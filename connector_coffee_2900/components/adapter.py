# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import msgspec

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector_coffee import const
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
)

from .. import wire
from ..problem import problem_of, unmask
from ..token import BearerToken

TOKEN_PATH = "/oauth/token"


class CursorGone(CoffeeProtocolError):
    """The cursor is older than what the machine keeps."""


class NotFound(CoffeeConfigurationError):
    """There is nothing at that path: no such record, or not a Coffee 2900."""


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
    _inherit = "coffee.adapter"
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
                self.work.client.request(
                    method, url, auth=auth, headers=headers, **options
                )
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
        :raise NotFound: 404
        :raise CoffeeConflictError: 409, 412: the machine has another state
        :raise CursorGone: 410
        :raise CoffeeRecordRefusedError: 400, 422: what was sent makes no sense there
        """
        if response.status_code == 403:
            raise self._scope_missing(response)
        if response.status_code == 404:
            raise NotFound(
                _("Field Location: the machine has nothing at %s.", response.url)
            )
        if kind := ERRORS.get(response.status_code):
            raise kind(_("The machine answers: %s.", self.said(response)))
        return super().check_status(response)

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
            self.work.client.request(
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
            raise self._makes_no_sense(response, err, quote_it) from err

    def _makes_no_sense(self, response, reason, quote_it=True):
        return CoffeeProtocolError(
            _(
                "The machine's answer from %(url)s makes no sense. %(reason)s: "
                "%(excerpt)s",
                url=response.url,
                reason=reason,
                excerpt=self.excerpt(response.content) if quote_it else "...",
            )
        )
