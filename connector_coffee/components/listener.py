# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo.addons.component.core import AbstractComponent

KEY = "connector_coffee.exports"


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
            record.backend_id.sudo()._flow_of(record._name)._check_can_export()
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


class PendingExports:
    """Changes of one transaction, by model; told to the queue just before its end.

    So a thousand records that are changed at once cost a few statements and one job
    for each machine, and a record that is changed twice is exported once.
    """

    def __init__(self, env):
        # the person's own, but for what a button may have left in the context
        self.env = env(su=True, context={"lang": env.lang})
        self.changed = defaultdict(dict)  # model: {binding id: names, None for all}
        self.removed = defaultdict(set)  # (model, backend): ids on the machine
        self.enqueued = set()  # (model, backend)

    @classmethod
    def of(cls, env):
        """Return what is pending in the transaction of an environment."""
        hooks = env.cr.precommit
        if KEY not in hooks.data:
            hooks.data[KEY] = cls(env)
            hooks.add(hooks.data[KEY].settle)
        return hooks.data[KEY]

    def add(self, binding, fields_changed=None):
        """Note that a record was changed.

        :param fields_changed: names of fields, ``None`` for all
        """
        changed = self.changed[binding._name]
        before = changed.get(binding.id, set())
        if fields_changed is None or before is None:
            changed[binding.id] = None
        else:
            changed[binding.id] = before | set(fields_changed)

    def remove(self, binding):
        """Note that a record is being deleted."""
        self.removed[binding._name, binding.backend_id.id].add(binding.coffee_id)

    def settle(self):
        """Write the notes on the bindings and enqueue the jobs; a precommit hook."""
        del self.env.cr.precommit.data[KEY]
        for model_name, changed in self.changed.items():
            bindings = self.env[model_name].browse(changed).exists()
            for backend, group in bindings.grouped("backend_id").items():
                with backend._without_stopping_others():
                    self._settle_backend(backend, group, changed)
        for (model_name, backend_id), external_ids in self.removed.items():
            backend = self.env["coffee.backend"].browse(backend_id)
            with backend._without_stopping_others():
                self.env["coffee.removal"]._note(backend, model_name, external_ids)
                self._settle_removal(backend, model_name, sorted(external_ids))
        if self.enqueued:
            self.env.cr.postcommit.add(self.make_sure)
        # the commit has flushed already
        self.env.flush_all()

    def _settle_backend(self, backend, bindings, changed):
        """Note and enqueue what one machine cares for."""
        work = backend._components_on(bindings._name)
        if not work.component(usage="backend.adapter")._can_export:
            return
        known = work.component(usage="export.mapper").changed_by_fields()
        noted = defaultdict(list)
        for binding_id in bindings.ids:
            names = changed[binding_id]
            cared_for = None if names is None else frozenset(names & known)
            noted[cared_for].append(binding_id)
        noted.pop(frozenset(), None)
        for names, ids in noted.items():
            bindings.browse(ids)._note_export(names)
        # what is noted goes out when the machine may be contacted again
        if noted and not backend._why_no_contact():
            backend._flow_of(bindings._name)._enqueue_export()
            self.enqueued.add((bindings._name, backend.id))

    def _settle_removal(self, backend, model_name, external_ids):
        """Have records taken off one machine, if it takes records at all."""
        flow = backend._flow_of(model_name)
        if not flow._can_export():
            return
        if reason := backend._why_no_contact():
            flow._ask_to_remove(external_ids, reason)
        else:
            flow._enqueue_delete(external_ids)

    def make_sure(self):
        """Look again whether a job waits; a postcommit hook.

        A transaction sees the jobs of the moment when it began. One that seemed to
        wait, so that no other was enqueued, may have run since, without our changes.
        """
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            for model_name, backend_id in sorted(self.enqueued):
                backend = env["coffee.backend"].browse(backend_id).exists()
                if backend:
                    backend._flow_of(model_name)._enqueue_left_exports()
