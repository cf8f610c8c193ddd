# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import quote, quote_plus

from odoo import _

from odoo.addons.component.core import AbstractComponent, Component

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
    CoffeeRetryableError,
)
from ..tools import within_sentence

SECONDS = re.compile("[0-9]{1,10}")


class CoffeeAdapter(AbstractComponent):
    """Talk to a machine: the only code that knows its wire format.

    An adapter returns the typed rows of ``rows.py``. One for the model
    ``coffee.backend`` reads the machine itself; one for a binding model reads, and
    where ``_can_export`` says so writes, the records of that flow. What an adapter
    does not override raises an error that says what the machine cannot do.
    """

    _name = "coffee.adapter"
    _inherit = ["base.backend.adapter", "coffee.base"]
    _usage = "backend.adapter"

    #: what the model of a machine of this version contains, empty: anything
    _model_name = ""
    #: whether the machine tells local time, so that the field Time Zone matters
    _tells_local_time = False
    _can_import = False
    _can_export = False
    #: sales are differences to what was read last, so starting over would lose some
    _position_counts = False

    def read_machine(self):
        """Read what the machine says of itself.

        :return: ``rows.Machine``
        """
        raise self._unable()

    def read_page(self, position, limit):
        """Read the rows after a position.

        :param position: where the last page ended, ``None`` for the beginning
        :param limit: number of rows at the most
        :return: ``rows.Page``
        """
        raise self._unable()

    def read_many(self, external_ids):
        """Read single rows, for the references of another flow.

        :param external_ids: set of ids on the machine
        :return: list of rows; an id that the machine does not know is left out
        """
        return []

    def read_ids(self):
        """Read anew which records there are, where ``rows.Page`` tells how many.

        :return: set of ids on the machine
        """
        raise self._unable()

    def create(self, values):  # pylint: disable=method-required-super
        """Create a record on the machine.

        :param values: dict, as the export mapper made it
        :return: row as the machine has it now
        """
        raise self._unable()

    def write(self, external_id, values, etag=None):  # pylint: disable=method-required-super
        """Change a record on the machine.

        :param values: dict of what changes, as the export mapper made it
        :param etag: state that is to be changed; ``None`` for whatever it is
        :return: row as the machine has it now
        :raise CoffeeConflictError: it is in another state
        :raise IDMissingInBackend: it is not there any more
        """
        raise self._unable()

    def delete(self, external_id):
        """Delete a record on the machine.

        :raise IDMissingInBackend: it is not there any more
        """
        raise self._unable()

    def _unable(self):
        """Return the error for what a machine cannot do."""
        flows = dict(self.backend_record._select_flows())
        label = flows.get(self.work.model_name, self.model._description)
        return CoffeeConfigurationError(
            _(
                "%(machine)s cannot do this: Odoo and machines of version %(version)s "
                "do not exchange %(flow)s this way.",
                machine=self.backend_record.name,
                version=self.backend_record.version,
                flow=within_sentence(self.env, label),
            )
        )

    def base_url(self):
        """Return the address of the machine, without a slash at its end.

        :raise CoffeeConfigurationError: it is not known yet
        """
        location = (self.backend_record.location or "").strip().rstrip("/")
        if not location:
            raise CoffeeConfigurationError(
                _(
                    "Field Location: %s has no address yet. Enter the one where it "
                    "answers.",
                    self.backend_record.name,
                )
            )
        return location

    def company_currency(self):
        """Return the ISO 4217 code to assume where a machine names no currency."""
        return self.backend_record.company_id.currency_id.name

    def request(self, method, path, **options):
        """Send a request to the machine and turn a bad status into an error.

        :param path: path below ``base_url``, with its slash
        :param options: as for ``requests.Session.request``
        :return: ``requests.Response`` with a status below 300
        :raise CoffeeError: as ``check_status`` and ``CoffeeClient.request`` say
        """
        response = self.work.client.request(method, self.base_url() + path, **options)
        self.check_status(response)
        return response

    def check_status(self, response):
        """Turn a status into one of our errors; the one table of an adapter.

        :raise CoffeeConfigurationError: 401, 403, 404, 405, 501: what a person has to
            correct
        :raise CoffeeRetryableError: 408, 425, 429, 5xx; honours ``Retry-After``
        :raise CoffeeProtocolError: every other status that is not a success
        """
        status = response.status_code
        if status < 300:
            return
        if status in (401, 403):
            raise CoffeeConfigurationError(
                _(
                    "Fields User and Password: the machine refuses them (%s).",
                    self.said(response),
                )
            )
        if status == 404:
            raise CoffeeConfigurationError(
                _("Field Location: the machine has nothing at %s.", response.url)
            )
        if status in (405, 501):
            raise CoffeeConfigurationError(
                _(
                    "Fields Location and Version: what answers at %(url)s does not "
                    "know such requests (%(said)s). Is it a machine of this version?",
                    url=response.url,
                    said=self.said(response),
                )
            )
        if status in (408, 425, 429) or status >= 500:
            raise CoffeeRetryableError(
                _("The machine cannot answer now (%s).", self.said(response)),
                seconds=self._retry_after(response),
            )
        raise CoffeeProtocolError(
            _(
                "The machine answered %(status)s to %(url)s: %(excerpt)s",
                status=status,
                url=response.url,
                excerpt=self.excerpt(response.content),
            )
        )

    def said(self, response):
        """Return what a machine says of a failure: its status; hook.

        :return: str, without secrets
        """
        return str(response.status_code)

    def excerpt(self, content):
        """Return the beginning of what a machine sent, for an error.

        :param content: bytes
        """
        # half a secret at the end would not be recognised: it is cut afterwards
        text = bytes(content).decode(errors="replace")
        return self.without_secrets(text)[: const.EXCERPT]

    def without_secrets(self, text):
        """Return a text with what nobody may read taken out of it.

        And without NUL, which the database takes in no message of a job or checkpoint.
        """
        text = text.replace("\0", "?")
        for secret in filter(None, self._secrets()):
            for form in (secret, quote(secret), quote_plus(secret)):
                text = text.replace(form, "***")
        return text

    def _secrets(self):
        """Return what must not show up in an error; an adapter adds its own."""
        return {self.backend_record._credentials()[1]}

    def _retry_after(self, response):
        """Return the seconds of ``Retry-After`` (RFC 9110 §10.2.3), or ``None``.

        A date counts from the machine's own ``Date``, whose clock may be off.
        """
        value = response.headers.get("Retry-After", "").strip()
        seconds = delay_seconds(value)
        if seconds is not None:
            return seconds
        until = http_date(value)
        if until is None:
            return None
        now = http_date(response.headers.get("Date", "")) or datetime.now(timezone.utc)
        seconds = math.ceil((until - now).total_seconds())
        return min(max(seconds, 1), const.MAX_RETRY_AFTER)


class CoffeeNoAdapter(Component):
    """Stand in where a version has no adapter for a model: it can do nothing."""

    _name = "coffee.no.adapter"
    _inherit = "coffee.adapter"


def delay_seconds(text):
    """Return the seconds of a ``Retry-After``, ``None`` if it is no sane number."""
    if SECONDS.fullmatch(text):
        return min(int(text), const.MAX_RETRY_AFTER)
    return None


def http_date(text):
    """Return a date of HTTP (RFC 9110 §5.6.7) in UTC, ``None`` if it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):  # the former is Python 3.9's and older
        return None
    return found.replace(tzinfo=found.tzinfo or timezone.utc)
