# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import _

from odoo.addons.component.core import Component

from .. import const


class CoffeeBatchImporter(Component):
    """Import one page of a flow: the work of one job.

    Everything happens in the transaction of the job: the rows are written, the
    cursor moves past them, the run counts them, the next page is enqueued. A crash
    at any point undoes all of it, so a row is neither lost nor doubled.
    """

    _name = "coffee.batch.importer"
    _inherit = ["base.importer", "coffee.base"]
    _usage = "batch.importer"

    #: what Odoo has of the rows of the page, where it was looked up already
    _bindings = None

    def run(self):
        """Import the page after the cursor.

        :return: str, what was done, for the job
        :raise CoffeeRetryableError: another job works on this flow
        :raise CoffeeProtocolError: the pages of this run come to no end
        :raise CoffeeError: as the adapter's ``read_page`` says; nothing was written
        """
        started = time.monotonic()
        backend = self.backend_record
        cursor = backend._cursor_of(self.model._name)
        cursor._lock()
        page = self._read_page(cursor)
        if page is None:
            return cursor.question
        pages = cursor._pages_of_run()
        pages.check(page)
        done = self.take_in(page, cursor, started)
        if page.more:
            cursor.sync_id.landmark = pages.landmark
            backend._enqueue_import(self.model._name)
        return done

    def _read_page(self, cursor):
        """Read the page after the cursor; hook.

        :param cursor: ``coffee.cursor``, locked
        :return: ``rows.Page``; ``None`` where a person has to say something first,
            as the cursor's field ``question`` tells
        """
        return self.backend_adapter.read_page(cursor.position, const.PAGE_SIZE)

    def take_in(self, page, progress, started):
        """Import a page that was read already.

        :param page: ``rows.Page``
        :param progress: what moves past the page: ``coffee.cursor``, or a record with
            its method ``advance``, such as a file
        :param started: ``time.monotonic()`` when the work on the page began
        :return: str, what was done, for the job
        """
        importer = self.component(usage="record.importer")
        outcome = importer.run(page.rows, self._bindings)
        outcome.refused += page.refused
        sync = progress.advance(page, outcome, time.monotonic() - started)
        if outcome.refused:
            self.backend_record._add_row_checkpoints(
                self.model._name, outcome.refused, sync
            )
        self._after_page(page, sync)
        if not page.more and sync.failed:
            sync._tell_managers()
        return _(
            "%(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(failed)s refused.",
            created=outcome.created,
            updated=outcome.updated,
            unchanged=outcome.unchanged,
            failed=len(outcome.refused),
        )

    def preview(self, position):
        """Read the page after a position and decide what an import of it would do.

        :return: ``rows.Page`` and its ``Plan``; nothing was written
        :raise CoffeeError: as the adapter's ``read_page`` says
        """
        page = self.backend_adapter.read_page(position, const.PAGE_SIZE)
        return page, self.plan(page)

    def plan(self, page):
        """Decide what an import of a page would do; write nothing.

        :param page: ``rows.Page``
        :return: ``Plan``, with the rows that could not be read among the refused
        """
        importer = self.component(usage="record.importer")
        bindings = importer.known(page.rows)
        references = importer.known_references(page.rows, bindings)
        plan = importer.plan(page.rows, references, bindings)
        plan.refused[:0] = page.refused
        return plan

    def remarks(self, page):
        """Return what a preview has to say of a page beside its rows; hook.

        :param page: ``rows.Page``
        :return: list of str
        """
        return [alert.message for alert in page.alerts or []]

    def _after_page(self, page, sync):
        """Do what a flow needs beside its rows; hook, in the transaction of the page.

        :param page: ``rows.Page``
        :param sync: ``coffee.sync``, the run of this page
        """
