# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee.const import PAGE_SIZE

from ..page import SalesPage


class Coffee1900BrewBatchImporter(Component):
    """Import sales, and keep the counters in the same transaction."""

    _name = "coffee.1900.brew.batch.importer"
    _inherit = "coffee.brew.batch.importer"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    def run_file(self, file):
        """Import the next part of a file.

        :param file: ``coffee.1900.file``
        :return: str, what was done, for the job
        :raise CoffeeRetryableError: another job works on the brews of this machine
        """
        started = time.monotonic()
        cursor = self.work.flow
        cursor._lock()
        adapter = self.component(usage="backend.adapter", model_name=file._name)
        with file._open() as source:
            page = self.of_generation(adapter.read_part(source, PAGE_SIZE))
        if not cursor.question and (reason := self._clash(cursor, page)):
            cursor.stand_still(reason)
        if cursor.question:
            sentence = cursor._question_with_remedy()
            file._stop({"state": "cancelled", "error": sentence})
            return sentence
        return self.import_rows(page, file, started)

    def remarks(self, page):
        said = super().remarks(page)
        if isinstance(page, SalesPage):
            said += [*(notice.message for notice in page.notices), *page.warnings]
        return said

    def _after_page(self, page, sync):
        """Keep the books, and tell what is odd.

        :param page: ``SalesPage``; a plain one, of a child version, has nothing to tell
        """
        if not isinstance(page, SalesPage):
            return
        if page.account:
            self.env["coffee.1900.counter"]._keep(
                self.backend_record, page.serial, page.account
            )
        sync._warn(page.warnings)
        self.backend_record._add_checkpoints(
            [
                {"message": notice.message, "key": notice.key, "sync_id": sync.id}
                for notice in page.notices
            ]
        )
