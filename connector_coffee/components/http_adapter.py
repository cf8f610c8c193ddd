# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import math
import re
from datetime import datetime, timezone
from decimal import Decimal

from odoo import _

from odoo.addons.component.core import AbstractComponent

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeProtocolError,
    CoffeeRetryableError,
    CoffeeRowError,
)
from ..http import delay_seconds, http_date

# what the conversion of a record that makes no sense may raise; OSError is a moment
# that the system has no place for
ROW_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
MAX_DIGITS = 20  # of a whole number; larger ones are no numbers of anything
MAX_DEPTH = 50  # levels; what machines send has five
MAX_SIZE = 4 * 1024 * 1024  # bytes that are worth it; a page has well under 1 MiB

# a whole pair of surrogates, half of one, any other escape, what makes structure
_TOKEN = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\.|[\"\[\]{}]",
    re.DOTALL,
)


class CoffeeHttpAdapter(AbstractComponent):
    """Talk HTTP to a machine; to be inherited by the adapters of a version."""

    _name = "coffee.http.adapter"
    _inherit = "coffee.adapter"

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

    def request(self, method, path, **options):
        """Send a request to the machine and turn a bad status into an error.

        :param path: path below ``base_url``, with its slash
        :param options: as for ``requests.Session.request``
        :return: ``requests.Response`` with a status below 300
        :raise CoffeeError: as ``check_status`` and ``CoffeeHttpClient.request`` say
        """
        response = self.client.request(method, self.base_url() + path, **options)
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
                _(
                    "Fields Location and Version: what answers has nothing at %s. Is "
                    "it a machine of this version?",
                    response.url,
                )
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


class CoffeeJsonAdapter(AbstractComponent):
    """Read lists of JSON objects; to be inherited by the adapters of a version.

    An adapter implements ``to_row``, and builds its page of ``get_list``,
    ``rows_of`` and ``last_id``.
    """

    _name = "coffee.json.adapter"
    _inherit = "coffee.http.adapter"

    def to_row(self, record):
        """Turn a record of the machine into one of ``rows.py``; hook.

        Whatever it raises because of a missing or wrong value refuses this record
        alone.
        """
        raise NotImplementedError

    def get_list(self, path, **options):
        """Request a list.

        :param options: as for ``request``
        :return: list of whatever the machine sent, fractions as ``Decimal``
        :raise CoffeeProtocolError: the answer is no JSON, or no list
        """
        response = self.request("GET", path, **options)
        try:
            found = read(response.content)
        except (ValueError, RecursionError) as err:
            raise self._nonsense(response.content, err) from err
        if not isinstance(found, list):
            raise self._nonsense(response.content, _("A list is expected."))
        return found

    def rows_of(self, records):
        """Turn records into rows.

        :return: list of rows, list of ``CoffeeRowError`` for the other records
        """
        found, refused = [], []
        for number, record in enumerate(records, start=1):
            try:
                found.append(self.to_row(record))
            except CoffeeRowError as err:
                refused.append(err)
            except ROW_ERRORS as err:
                refused.append(self._row_error(number, record, err))
        return found, refused

    def id_of(self, record):
        """Return the id of a record, with which the next page begins.

        :raise CoffeeProtocolError: it has none, so that nobody knows where to go on
        """
        found = record.get("id") if isinstance(record, dict) else None
        if not isinstance(found, str | int) or isinstance(found, bool):
            raise self._nonsense(text_of(record), _("There is no ID."))
        return str(found)

    def last_id(self, records):
        """Return the id of the last record that has one, ``None`` without records.

        What stands behind it is read again with the next page.

        :raise CoffeeProtocolError: as ``id_of``, of the last one, when none has
        """
        for record in reversed(records):
            try:
                return self.id_of(record)
            except CoffeeProtocolError:
                continue
        return self.id_of(records[-1]) if records else None

    def _row_error(self, number, record, err):
        external_id = record.get("id") if isinstance(record, dict) else None
        value = self.excerpt(text_of(record))
        reason = f"{type(err).__name__}: {err}"
        if not external_id or not isinstance(external_id, str | int):
            external_id = _("Record %s of the page", number)
        return CoffeeRowError(external_id, _("row"), value, reason)

    def _nonsense(self, content, reason):
        return CoffeeProtocolError(
            _(
                "The machine's answer makes no sense. %(reason)s %(excerpt)s",
                reason=reason,
                excerpt=self.excerpt(content),
            )
        )


def read(content):
    """Read JSON, as far as it can be read.

    :param content: bytes
    :return: what it holds; fractions, and numbers of very many digits, as ``Decimal``.
        Bytes that are no text are half characters, which no row may have
    :raise ValueError: it is no JSON
    """
    try:
        return _loads(content)
    except RecursionError:
        return _loads(repaired(content))


def _loads(content):
    encoding = json.detect_encoding(content)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    text = content.decode(encoding, errors)
    return json.loads(text, parse_float=Decimal, parse_int=_whole)


def _whole(digits):
    """Return a whole number; Python does not read one of thousands of digits."""
    return int(digits) if len(digits) < MAX_DIGITS else Decimal(digits)


def text_of(record):
    """Return a record as JSON, in bytes."""
    try:
        return json.dumps(record, default=str).encode()
    except (ValueError, RecursionError):
        return b"?"


def repaired(content):
    """Replace what stands in the way of a parser, so that the rest can be read.

    What is nested deeper than ``MAX_DEPTH`` becomes ``null``, half a pair of
    surrogates a NUL character: a record that means something by it is refused for
    that, and no other one is.

    :param content: bytes
    :return: bytes; unchanged where it is larger than ``MAX_SIZE``
    """
    if len(content) > MAX_SIZE:
        return content
    parts, start, depth, in_text = [], 0, 0, False
    for token in _TOKEN.finditer(content):
        char = token[0]
        if char == b'"':
            in_text = not in_text
        elif in_text:
            if token[1] and depth <= MAX_DEPTH:
                parts += [content[start : token.start()], rb"\u0000"]
                start = token.end()
        elif char in b"[{":
            depth += 1
            if depth == MAX_DEPTH + 1:
                parts.append(content[start : token.start()])
        elif char in b"]}":
            if depth == MAX_DEPTH + 1:
                parts.append(b"null")
                start = token.end()
            depth -= 1
    if depth <= MAX_DEPTH:
        parts.append(content[start:])
    return b"".join(parts)
