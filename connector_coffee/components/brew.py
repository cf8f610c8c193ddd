# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
from datetime import timedelta
from functools import cached_property

import msgspec

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create

from .. import const
from ..exceptions import CoffeeRowError

# by how much a time zone that was corrected moves the time of a sale
ZONE_STEP = timedelta(minutes=15)
WIDEST_ZONES = timedelta(hours=26)


class CoffeeBrewImportMapper(Component):
    """Turn a drink sold into a ``coffee.brew``."""

    _name = "coffee.brew.import.mapper"
    _inherit = "coffee.import.mapper"
    _apply_on = ["coffee.brew"]

    direct = [
        ("started_at", "started_at"),
        ("payment", "payment"),
        ("card", "card"),
        ("additions", "additions"),
        ("duration", "duration"),
        ("result", "result"),
    ]

    @mapping
    def quantity(self, row):
        """Count no cup where none came of it, so that sums are right everywhere."""
        return {"quantity": row.quantity if row.result == "poured" else 0}

    @only_create
    @mapping
    def drink_id(self, row):
        return {"drink_id": self.reference(row, "drink")}

    @mapping
    def card_id(self, row):
        return {"card_id": self.reference(row, "card")}

    @mapping
    def amount(self, row):
        return {"amount": float(row.amount), "currency_id": self.currency(row).id}

    @only_create
    @mapping
    def value(self, row):
        """Spare Odoo to convert row by row; of a changed brew it does so by itself."""
        currency, day = self.currency(row), row.started_at.date()
        key = (currency, day)
        if key not in self._rates:
            company = self.backend_record.company_id
            self._rates[key] = self.model._rate(currency, company, day)
        if row.amount:
            self.has_rate(currency)
        return {"value": float(row.amount) * self._rates[key]}

    @cached_property
    def _rates(self):
        """Rates by currency and day, for all rows."""
        return {}


class CoffeeBrewBatchImporter(Component):
    """Import brews, as long as it is the machine that they came from before.

    Of another machine, or one that was reset, the ids mean other sales. Nobody but a
    person knows what happened, so the flow stands still until one has said it.
    """

    _name = "coffee.brew.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.brew"]

    def _read_page(self, flow):
        page, reason = None, None
        if not flow.question:
            reason = flow.why_another(None)
        if not flow.question and not reason:
            page = self.of_generation(super()._read_page(flow))
            reason = flow.why_another(page) or self._clash(flow, page)
        if reason:
            flow.stand_still(reason, page.serial if page else "")
        if flow.question:
            return None
        flow.recognise(page)
        return page

    def _clash(self, progress, page):
        """Say which row of a page would make another sale of one that is there."""
        if progress.trusted:
            return ""
        brews = self.component(usage="record.importer").known(page.rows)
        self._bindings = brews
        for row in page.rows:
            brew = brews.get(row.external_id)
            if brew and not is_same_sale(brew, row):
                return _(
                    "What it calls %(id)s was sold on %(new)s (UTC); Odoo has that one "
                    "as sold on %(old)s.",
                    id=row.external_id,
                    new=row.started_at.replace(microsecond=0),
                    old=brew.started_at,
                )
        return ""

    def of_generation(self, page):
        """Give rows of a later machine ids that meet none of an earlier one.

        What an earlier one has sold at that time and of that drink is that sale: an
        old card may be read again, and a machine may be called replaced by mistake.

        :param page: ``rows.Page``
        :return: the same with other rows
        """
        flow = self.work.flow
        if flow.generation == 1 or not page.rows:
            return page
        earlier = range(1, flow.generation)
        brews = self.binder.to_internal_many(
            flow.id_of(row.external_id, number)
            for row in page.rows
            for number in earlier
        )

        def name(row):
            for number in earlier:
                found = brews.get(flow.id_of(row.external_id, number))
                if found and is_same_sale(found, row):
                    return found.coffee_id
            return flow.id_of(row.external_id)

        renamed = [
            msgspec.structs.replace(row, external_id=name(row)) for row in page.rows
        ]
        return msgspec.structs.replace(page, rows=renamed)

    def preview(self, position):
        page = self.backend_adapter.read_page(position, const.PAGE_SIZE)
        page = self.of_generation(page)
        return page, self.plan(page)

    def warnings(self, page):
        """Also tell that the import stands still, or is going to."""
        flow = self.work.flow
        asked = flow._question_with_remedy() if flow.question else page.changed
        return [*([asked] if asked else []), *super().warnings(page)]


class CoffeeBrewRecordImporter(Component):
    """Import brews; each needs its drink and, where a badge paid, its holder.

    A sale is history: what it is of does not change by reading it again.
    """

    _name = "coffee.brew.record.importer"
    _inherit = "coffee.record.importer"
    _apply_on = ["coffee.brew"]

    _references = {"drink": "coffee.product.product", "card": "coffee.res.partner"}
    _optional = {"card"}
    _kept = {"drink"}

    def _plan_row(self, plan, row, binding, references):
        """Also refuse a row that would make another sale of one that is there.

        :raise CoffeeRowError: time and drink are others
        """
        if binding and not is_same_sale(binding, row):
            reason = _("Another sale has this ID; sales are not overwritten.")
            raise CoffeeRowError(row.external_id, "started_at", row.started_at, reason)
        return super()._plan_row(plan, row, binding, references)


def is_same_sale(brew, row):
    """Tell whether a row is the sale that Odoo has under its id.

    The drink may differ at the same amount: one that was made anew on the machine has
    another id. The time may differ as it does when a time zone was corrected.

    :param brew: ``coffee.brew``
    :param row: ``rows.Brew``
    """
    apart = abs(brew.started_at - row.started_at.replace(microsecond=0))
    if brew.drink_id.coffee_id == row.drink:
        return apart <= WIDEST_ZONES and not apart % ZONE_STEP
    return not apart and math.isclose(brew.amount, row.amount, abs_tol=0.001)
