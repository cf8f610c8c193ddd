# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import msgspec

from odoo import _

from odoo.addons.component.core import Component

from .. import const
from .brew_record_importer import is_same_sale


class CoffeeBrewBatchImporter(Component):
    """Import brews, as long as it is the machine that they came from before.

    Of another machine, or one that was reset, the ids mean other sales. Nobody but a
    person knows what happened, so the flow stands still until one has said it.
    """

    _name = "coffee.brew.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.brew"]

    def _read_page(self, cursor):
        page, reason = None, None
        if not cursor.question:
            reason = cursor.why_another(None)
        if not cursor.question and not reason:
            page = self.of_generation(super()._read_page(cursor))
            reason = cursor.why_another(page) or self._clash(cursor, page)
        if reason:
            cursor.stand_still(reason, page.serial if page else "")
        if cursor.question:
            return None
        cursor.recognise(page)
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
        cursor = self.backend_record._cursor_of(self.model._name)
        if cursor.generation == 1 or not page.rows:
            return page
        earlier = range(1, cursor.generation)
        brews = self.binder.to_internal_many(
            cursor.id_of(row.external_id, number)
            for row in page.rows
            for number in earlier
        )

        def name(row):
            for number in earlier:
                found = brews.get(cursor.id_of(row.external_id, number))
                if found and is_same_sale(found, row):
                    return found.coffee_id
            return cursor.id_of(row.external_id)

        renamed = [
            msgspec.structs.replace(row, external_id=name(row)) for row in page.rows
        ]
        return msgspec.structs.replace(page, rows=renamed)

    def preview(self, position):
        page = self.backend_adapter.read_page(position, const.PAGE_SIZE)
        page = self.of_generation(page)
        return page, self.plan(page)

    def remarks(self, page):
        """Also tell that the import stands still, or is going to."""
        cursor = self.backend_record._cursor_of(self.model._name)
        asked = cursor._question_with_remedy() if cursor.question else page.changed
        return [*([asked] if asked else []), *super().remarks(page)]
