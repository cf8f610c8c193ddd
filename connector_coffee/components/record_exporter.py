# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import IDMissingInBackend

from ..exceptions import CoffeeConflictError


class CoffeeRecordExporter(Component):
    """Write one record to a machine."""

    _name = "coffee.record.exporter"
    _inherit = ["base.exporter", "coffee.base"]
    _usage = "record.exporter"

    def run(self, binding, fields_changed=None):
        """Write what the machine should know of a record.

        :param binding: record of a binding model; deleted ones are left alone
        :param fields_changed: names of fields, empty for all
        :return: str, what was done
        """
        if not binding.exists():
            return _("The record is gone; nothing was exported.")
        self.component(usage="record.locker").lock(binding)
        is_new = not binding.coffee_id
        values = self.mapper.map_record(binding).values(
            for_create=is_new, fields=None if is_new else fields_changed
        )
        if not values:
            return _("Nothing that the machine knows has changed.")
        try:
            row = self._send(binding, values)
        except CoffeeConflictError:
            return self._on_conflict(binding, values)
        except IDMissingInBackend:
            return self._on_missing(binding)
        self._stamp(binding, row)
        return _("Exported: %s.", ", ".join(sorted(values)))

    def _send(self, binding, values, etag=None):
        if not binding.coffee_id:
            return self.backend_adapter.create(values)
        return self.backend_adapter.write(
            binding.coffee_id, values, etag=etag or binding.etag
        )

    def _stamp(self, binding, row):
        """Remember what the machine has now."""
        binding.with_context(connector_no_export=True).write(
            {
                "coffee_id": row.external_id,
                "etag": row.etag,
                "sync_date": fields.Datetime.now(),
            }
        )

    def _on_conflict(self, binding, values):
        """Settle that the record was changed on both sides.

        The machine's field *On Conflict* says who wins.
        """
        policy = self.backend_record.conflict_policy
        rows = self.backend_adapter.read_many({binding.coffee_id})
        if not rows:
            return self._on_missing(binding)
        if policy == "odoo":
            self._stamp(binding, self._send(binding, values, etag=rows[0].etag))
            return _(
                "It was changed on the machine too; the values of Odoo went there."
            )
        if policy == "machine":
            self.component(usage="record.importer").run(rows)
            return _("It was changed on the machine too; its values were imported.")
        self._ask(
            binding,
            "conflict",
            _(
                "%s was changed in Odoo and on the machine. Correct it on one side, "
                "then export or import it.",
                binding.display_name,
            ),
        )
        return _("It was changed on the machine too; a checkpoint asks what to do.")

    def _on_missing(self, binding):
        """Say that the machine does not have the record any more."""
        self._ask(
            binding,
            "missing",
            _(
                "%s is not on the machine any more. Delete it in Odoo too, or empty "
                "its ID on Machine to make it anew.",
                binding.display_name,
            ),
        )
        return _("The machine does not have it any more; a checkpoint tells.")

    def _ask(self, binding, kind, message):
        self.backend_record.add_checkpoint(
            model=binding._name,
            record_id=binding.id,
            message=message,
            key=f"{kind}:{binding._name}:{binding.id}",
        )
