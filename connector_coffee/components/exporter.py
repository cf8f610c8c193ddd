# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from functools import partial

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import IDMissingInBackend

from .. import const
from ..exceptions import (
    CoffeeConflictError,
    CoffeeProtocolError,
    CoffeeRecordRefusedError,
    CoffeeRetryableError,
    CoffeeRowError,
)
from ..models.coffee_binding import in_json

NO_VALUE = object()


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
        self.work.flow._lock()
        bindings = self._waiting(const.EXPORT_SIZE)
        exporter = self.component(usage="record.exporter")
        exporter.lock(bindings)
        for done, binding in enumerate(bindings):
            if done and time.monotonic() >= until:
                self.work.flow._enqueue_export()
                return _("%s exported, the rest follows: it takes long.", done)
            try:
                self._export(exporter, binding)
            except (CoffeeRetryableError, CoffeeProtocolError) as err:
                if not done:
                    raise
                return self._go_on_later(done, err)
        self._note_contact()
        if self._waiting(1):
            self.work.flow._enqueue_export()
        return _("%s exported.", len(bindings))

    def _note_contact(self):
        """Show that the machine has answered, if it was asked."""
        if self.work.conversation.client:
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
        self.work.flow._enqueue_export(seconds)
        return _(
            "%(done)s exported, the rest follows in %(seconds)s seconds: %(reason)s",
            done=done,
            seconds=seconds,
            reason=err,
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
        self.mark_exported(binding, row)
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

    def mark_exported(self, binding, row):
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


class CoffeeRecordDeleter(Component):
    """Take records off a machine: *When Removed in Odoo* says how.

    Doing it twice does no harm, so a job that fails midway starts over.
    """

    _name = "coffee.record.deleter"
    _inherit = ["base.deleter", "coffee.base"]
    _usage = "record.deleter"

    def run(self, external_ids):
        """Delete or withdraw records that are gone in Odoo.

        :param external_ids: list of ids; those bound again meanwhile are left alone
        It ends after ``EXPORT_TIME``, and another job does the rest.

        :return: str, what was done
        """
        until = time.monotonic() + const.EXPORT_TIME
        bound_again = self.binder.to_internal_many(external_ids)
        remove = self.delete
        if self.backend_record.removal_policy == "withdraw":
            remove = self.withdraw
        for done, external_id in enumerate(external_ids):
            if done and time.monotonic() >= until:
                self.work.flow._enqueue_delete(external_ids[done:])
                return _("%s removed, the rest follows: it takes long.", done)
            if external_id in bound_again:
                continue
            try:
                is_there = remove(external_id)
            except CoffeeRetryableError as err:
                if not done:
                    raise
                self.work.flow._enqueue_delete(
                    external_ids[done:],
                    err.seconds or const.EXPORT_DELAY,
                )
                return _(
                    "%(done)s removed, the rest follows: %(reason)s",
                    done=done,
                    reason=err,
                )
            if remove == self.delete or not is_there:
                self._forget(external_id)
        return _("%s removed on the machine.", len(external_ids))

    def _forget(self, external_id):
        """Let an import take in what the machine may call like this some day."""
        removals = self.env["coffee.removal"]
        removals._of(self.backend_record, self.model._name, [external_id]).unlink()

    def delete(self, external_id):
        """Delete one record.

        :return: False, the machine did not have it any more
        """
        try:
            self.backend_adapter.delete(external_id)
        except IDMissingInBackend:
            return False
        return True

    def withdraw(self, external_id):
        """Keep one record on the machine, where nobody can use it any more.

        :return: False, the machine did not have it any more
        """
        values = self.component(usage="export.mapper").withdrawn()
        try:
            self.backend_adapter.write(external_id, values)
        except IDMissingInBackend:
            return False
        return True


class CoffeeConflictSettler(Component):
    """Settle that a record was changed on both sides, as *On Conflict* says."""

    _name = "coffee.conflict.settler"
    _inherit = ["base.exporter", "coffee.base"]
    _usage = "conflict.settler"

    def run(self, binding, values):
        """Read the record again and let the configured side win.

        :param values: dict that the machine did not take, names as in ``rows.py``
        """
        exporter = self.component(usage="record.exporter")
        found = self.backend_adapter.read_many({binding.coffee_id})
        if not found:
            return exporter.on_missing(binding)
        row = found[0]
        differences = self._differences(values, row)
        policy = self.backend_record.conflict_policy
        kept, wins = values, ()
        if not differences:
            # for one, an export whose job was lost after the machine had taken it
            exporter.mark_exported(binding, row)
        elif policy == "odoo" or self._are_ours(binding, differences):
            row = exporter.write_values(binding, values, row.etag)
            exporter.mark_exported(binding, row)
        elif policy == "machine":
            exporter.mark_exported(binding, row)
            kept, wins = (), [name for name, _ours, _theirs in differences]
        else:
            self._ask(exporter, binding, row, differences)
        # imports have left the record alone while it waited
        self.component(usage="record.importer").follow(binding, row, kept, wins)

    def _are_ours(self, binding, differences):
        """Tell whether the machine has what an export sent whose answer was lost."""
        sent = binding.unanswered or {}
        return all(
            in_json(theirs) in sent.get(name, []) for name, _ours, theirs in differences
        )

    def _differences(self, values, row):
        """Return what differs.

        :return: list of (field, value in Odoo, value on the machine)
        """
        pairs = (
            (name, value, row.get(name, NO_VALUE)) for name, value in values.items()
        )
        return [
            pair for pair in pairs if pair[2] is not NO_VALUE and pair[1] != pair[2]
        ]

    def _ask(self, exporter, binding, row, differences):
        """Leave it to a person; who exports it afterwards has decided."""
        message = _(
            "%(record)s was changed in Odoo and on the machine: %(differences)s. "
            "Export it to keep the values of Odoo, or correct it in Odoo.",
            record=binding.display_name,
            differences="; ".join(self._describe(*pair) for pair in differences),
        )
        exporter.ask(binding, "conflict", message, etag=row.etag, to_create=False)

    def _describe(self, name, ours, theirs):
        """Say what a field is on both sides."""
        return _(
            "%(field)s is %(ours)s in Odoo, %(theirs)s there",
            field=name,
            ours=ours,
            theirs=theirs,
        )
