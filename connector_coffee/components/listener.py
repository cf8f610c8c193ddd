# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent

from ..pending_exports import PendingExports


class CoffeeListener(AbstractComponent):
    """Notice what people change in Odoo that machines have to be told.

    The framework does not filter listeners by version: they serve all machines, and
    ``PendingExports`` asks each machine what it takes.
    """

    _name = "coffee.listener"
    _inherit = ["base.connector.listener", "coffee.base"]

    def note_changes(self, bindings, fields_changed=None):
        """Note that bindings were changed.

        The form of a record computes on a copy of it, whose id is no number and
        false: what is typed there is not a change before it is saved.

        :param fields_changed: names of fields, ``None`` for all
        """
        for binding in bindings:
            if binding.id and not self.no_connector_export(binding):
                PendingExports.of(self.env).add(binding, fields_changed)

    def note_removal(self, bindings):
        """Note that bindings are being deleted; those never exported are left out."""
        for binding in bindings:
            is_there = binding.coffee_id and not binding.to_create
            if is_there and not self.no_connector_export(binding):
                PendingExports.of(self.env).remove(binding)


class CoffeeBindingListener(AbstractComponent):
    """Watch the bindings themselves."""

    _name = "coffee.binding.listener"
    _inherit = "coffee.listener"

    def on_record_create(self, record, fields=None):
        if record.to_create and not self.no_connector_export(record):
            record.backend_id.sudo()._check_can_export(record._name)
            self.note_changes(record)

    def on_record_write(self, record, fields=None):
        self.note_changes(record, fields)

    def on_record_unlink(self, record):
        self.note_removal(record.sudo())


class CoffeeOwnerListener(AbstractComponent):
    """Watch the records behind the bindings, whose deletion takes these along."""

    _name = "coffee.owner.listener"
    _inherit = "coffee.listener"

    def _bindings(self, record):
        """Return the bindings of a record, the archived ones as well."""
        return record.sudo().with_context(active_test=False).coffee_bind_ids

    def on_record_write(self, record, fields=None):
        self.note_changes(self._bindings(record), fields)

    def on_record_unlink(self, record):
        self.note_removal(self._bindings(record))
