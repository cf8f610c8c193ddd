# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from decimal import Decimal

from odoo import _

from odoo.addons.component.core import AbstractComponent

from ..exceptions import CoffeeProtocolError, CoffeeRowError

# what the conversion of a record that makes no sense may raise; OSError is a moment
# that the system has no place for
NO_SENSE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)


class CoffeeJsonAdapter(AbstractComponent):
    """Read lists of JSON objects; to be inherited by the adapters of a version.

    An adapter implements ``to_row``, and builds its page of ``get_list``,
    ``rows_of`` and ``id_of``.
    """

    _name = "coffee.json.adapter"
    _inherit = "coffee.adapter"

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
            found = json.loads(response.content, parse_float=Decimal)
        except ValueError as err:
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
            except NO_SENSE as err:
                refused.append(self._row_error(number, record, err))
        return found, refused

    def id_of(self, record):
        """Return the id of a record, with which the next page begins.

        :raise CoffeeProtocolError: it has none, so that nobody knows where to go on
        """
        try:
            return str(record["id"])
        except NO_SENSE as err:
            raise self._nonsense(text_of(record), _("There is no ID.")) from err

    def _row_error(self, number, record, err):
        external_id = record.get("id") if isinstance(record, dict) else None
        value = self.excerpt(text_of(record))
        reason = f"{type(err).__name__}: {err}"
        name = external_id or _("Record %s of the page", number)
        return CoffeeRowError(name, _("row"), value, reason)

    def _nonsense(self, content, reason):
        return CoffeeProtocolError(
            _(
                "The machine's answer makes no sense. %(reason)s %(excerpt)s",
                reason=reason,
                excerpt=self.excerpt(content),
            )
        )


def text_of(record):
    """Return a record as JSON, in bytes."""
    return json.dumps(record, default=str).encode()
