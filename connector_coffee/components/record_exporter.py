# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import partial

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import IDMissingInBackend

from ..exceptions import (
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
    CoffeeRetryableError,
)


class CoffeeRecordExporter(Component):
    """Write one record to a machine, or take it off there."""

    _name = "coffee.record.exporter"
    _inherit = ["base.exporter", "coffee.base"]
    _usage = "record.exporter"

    def lock(self, bindings):
        """Lock records, so that nobody changes them between reading and noting.

        :raise RetryableJobError: somebody does so just now; costs no try
        """
        if bindings:
            self.component(usage="record.locker").lock(bindings, seconds=1)

    def run(self, binding, fields_changed=None):
        """Write what the machine should know of a record, which is locked.

        :param binding: record of a binding model
        :param fields_changed: names of fields, empty for all
        :raise CoffeeRecordRefusedError: the machine does not want it like this
        """
        is_new = binding.to_create or not binding.coffee_id
        if binding._is_archived() and self.backend_record.removal_policy == "delete":
            return self._remove(binding, is_new)
        record = self.mapper.map_record(binding)
        fields_changed = None if is_new else fields_changed
        values = record.values(for_create=is_new, fields=fields_changed)
        try:
            row = self._send(binding, values, is_new) if values else None
        except CoffeeConflictError:
            # it is there, whatever we thought: what goes there now is a change
            values = record.values(fields=fields_changed)
            return self.component(usage="conflict.settler").run(binding, values)
        except IDMissingInBackend:
            return self.on_missing(binding)
        self.stamp(binding, row)
        if row:
            self.component(usage="record.importer").follow(binding, row, kept=values)

    def _send(self, binding, values, is_new):
        if not is_new:
            return self.write_values(binding, values, binding.etag)
        return self._noted(binding, values, self.backend_adapter.create)

    def write_values(self, binding, values, etag):
        """Write values to the machine.

        :param etag: state of the record there that they belong to
        :return: row, as the machine has it now
        """
        write = partial(self.backend_adapter.write, binding.coffee_id, etag=etag)
        return self._noted(binding, values, write)

    def _noted(self, binding, values, send):
        """Send values; note them where nobody knows whether they have arrived.

        :param send: function of the values
        """
        try:
            return send(values)
        except CoffeeRecordRefusedError:
            raise
        except (CoffeeRetryableError, CoffeeProtocolError):
            binding._note_unanswered(values)
            raise

    def _remove(self, binding, is_new):
        """Delete a record that was archived; restored, it is made anew."""
        if not is_new:
            self.component(usage="record.deleter").delete(binding.coffee_id)
        self._note(binding, {"to_create": True, "etag": False})

    def stamp(self, binding, row):
        """Remember what the machine has now, and that it knows all that it should.

        :param row: as the adapter returned it, ``None`` where nothing was sent
        """
        values = {
            "sync_date": fields.Datetime.now(),
            "to_create": False,
            "missing": False,
        }
        if row:
            values.update(coffee_id=row.external_id, etag=row.etag)
        self._note(binding, values)

    def _note(self, binding, values):
        """Write on the binding itself: nothing waits any more."""
        binding = binding.with_context(connector_no_export=True)
        binding.write({"to_export": False, "unanswered": False, **values})

    def on_missing(self, binding):
        """Say that the machine does not have the record any more."""
        self.ask(
            binding,
            "missing",
            _(
                "%s is not on the machine any more. Delete it in Odoo too, or empty "
                "its ID on Machine to make it anew.",
                binding.display_name,
            ),
            missing=True,
        )

    def ask(self, binding, kind, message, **values):
        """Leave a record to a person: it does not wait for its export any more.

        :param kind: what for; a checkpoint of the same kind is counted up
        :param values: what else to note on the binding
        """
        self._note(binding, values)
        self.backend_record.add_checkpoint(
            model=binding._name,
            record_id=binding.id,
            message=message,
            key=f"{kind}:{binding._name}:{binding.id}",
        )
