# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import _

from odoo.addons.component.core import Component

from .. import const
from ..exceptions import (
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
    CoffeeRetryableError,
    CoffeeRowError,
)


class CoffeeBatchExporter(Component):
    """Export the records of a flow that wait for it: the work of one job.

    One connection, one record after the other, and one such job at a time for each
    machine and flow: many changes at once do not become a storm of requests.
    """

    _name = "coffee.batch.exporter"
    _inherit = ["base.exporter", "coffee.base"]
    _usage = "batch.exporter"

    def run(self):
        """Export up to ``EXPORT_SIZE`` records; the next job gets the rest.

        What the machine has taken must not be undone in Odoo. So when it cannot go
        on in the middle, the job ends well, and another one goes on later. So it does
        after ``EXPORT_TIME``: Odoo kills what takes too long, and whoever saves one of
        these records waits for the end of the job.

        :return: str, what was done
        :raise CoffeeRetryableError: the machine, or another job, prevents the start
        """
        until = time.monotonic() + const.EXPORT_TIME
        # imports hold the same lock: they do not see half of an export
        self.backend_record._cursor_of(self.model._name)._lock()
        bindings = self._waiting(const.EXPORT_SIZE)
        exporter = self.component(usage="record.exporter")
        exporter.lock(bindings)
        for done, binding in enumerate(bindings):
            if done and time.monotonic() >= until:
                self.backend_record._enqueue_export(self.model._name)
                return _("%s exported, the rest follows: it takes long.", done)
            try:
                self._export(exporter, binding)
            except (CoffeeRetryableError, CoffeeProtocolError) as err:
                if not done:
                    raise
                return self._go_on_later(done, err)
        self._note_contact(bindings)
        if self._waiting(1):
            self.backend_record._enqueue_export(self.model._name)
        return _("%s exported.", len(bindings))

    def _note_contact(self, bindings):
        """Show that the machine has answered, if it was asked."""
        if bindings:
            self.backend_record._note_contact()

    def _waiting(self, limit):
        """Return the records that wait, those that were changed first to begin with."""
        return self.model.with_context(active_test=False).search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("to_export", "!=", False),
            ],
            order="id",
            limit=limit,
        )

    def _export(self, exporter, binding):
        """Export one record; one that the machine refuses becomes a checkpoint."""
        try:
            exporter.run(binding, binding._fields_to_export())
        except (CoffeeRecordRefusedError, CoffeeRowError) as err:
            exporter.ask(
                binding,
                "refused",
                _(
                    "%(record)s was not exported. %(reason)s Correct it, then it is "
                    "exported again.",
                    record=binding.display_name,
                    reason=err,
                ),
            )

    def _go_on_later(self, done, err):
        """Leave the rest to another job, when the machine can take it."""
        seconds = getattr(err, "seconds", None) or const.EXPORT_DELAY
        self.backend_record._enqueue_export(self.model._name, seconds)
        return _(
            "%(done)s exported, the rest follows in %(seconds)s seconds: %(reason)s",
            done=done,
            seconds=seconds,
            reason=err,
        )
