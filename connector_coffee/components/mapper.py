# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import cached_property

from odoo import _

from odoo.addons.component.core import AbstractComponent
from odoo.addons.connector.components.mapper import mapping, only_create

from ..exceptions import CoffeeConfigurationError, CoffeeRowError


class CoffeeImportMapper(AbstractComponent):
    """Turn a row into the values of a binding.

    The record importer calls it for a whole page and hands over in ``options`` what
    it looked up for all rows at once: ``references``, a dict of row field to dict of
    external id to binding id.
    """

    _name = "coffee.import.mapper"
    _inherit = ["base.import.mapper", "coffee.base"]

    #: fields that an archived record has switched off on the machine, not in Odoo
    off_when_archived = ()

    #: fields of a row, beside those of ``direct``, to the field of Odoo that an export
    #: of them is made of
    exported_from = {}

    def kept_in_odoo(self, names):
        """Return the fields that Odoo keeps as they are, once it has exported them.

        :param names: fields of a row
        """
        sources = {**dict(self.direct), **self.exported_from}
        return {sources[name] for name in names if name in sources}

    @mapping
    def etag(self, row):
        return {"etag": row.etag} if row.etag else {}

    @only_create
    @mapping
    def backend_id(self, row):
        return {"backend_id": self.backend_record.id, "coffee_id": row.external_id}

    def reference(self, row, field):
        """Return the binding id that a row's field refers to, or ``False``."""
        return self.options.references[field].get(getattr(row, field), False)

    @cached_property
    def _currencies(self):
        """All currencies by code, read once for all rows."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {currency.name: currency for currency in currencies.search([])}

    @cached_property
    def _rate_is_known(self):
        """Whether Odoo can convert a currency, for those that were met."""
        return {}

    def has_rate(self, currency):
        """Tell whether Odoo can convert amounts into the company's currency."""
        known = self._rate_is_known
        if currency not in known:
            company = self.backend_record.company_id
            rates = self.env["res.currency.rate"]
            known[currency] = rates._coffee_knows(currency, company)
        return known[currency]

    def without_rate(self):
        """Return the currencies that were met and that Odoo has no rate of.

        :return: ``res.currency``
        """
        known = self._rate_is_known
        return self.env["res.currency"].concat(
            *(currency for currency in known if not known[currency])
        )

    def currency(self, row):
        """Return the currency of a row; that of the company where it names none.

        :raise CoffeeConfigurationError: Odoo has it, but it is not active
        :raise CoffeeRowError: there is no such currency
        """
        if row.currency is None:
            return self.backend_record.company_id.currency_id
        currency = self._currencies.get(row.currency)
        if currency is None:
            raise CoffeeRowError(
                row.external_id,
                "currency",
                row.currency,
                _("This is not the code of a currency (ISO 4217)."),
            )
        if not currency.active:
            raise CoffeeConfigurationError(
                _("Currency %s is not active. Activate it in Odoo.", currency.name)
            )
        return currency


class CoffeeExportMapper(AbstractComponent):
    """Turn a binding into the values that an adapter writes to a machine.

    The values bear the names of the row in ``rows.py``, so that what was sent can be
    compared with what the machine has.
    """

    _name = "coffee.export.mapper"
    _inherit = ["base.export.mapper", "coffee.base"]

    #: values of a record that shall not be used on the machine any more
    _withdrawn = {}

    def withdrawn(self):
        """Return the values of a record that was removed in Odoo, but stays there."""
        return dict(self._withdrawn)
