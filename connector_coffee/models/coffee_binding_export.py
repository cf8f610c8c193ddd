# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal
from functools import partial

from odoo import _, api, fields, models

from ..database import touch, try_lock
from ..own_transaction import own_transaction

ALL_FIELDS = "*"
SHOWN = 5  # names in a message


class CoffeeBinding(models.AbstractModel):
    """What of a record has still to be told to its machine, and the jobs that tell.

    What changed is noted on the binding, in the transaction of the change; a job of
    the machine then writes everything noted, many records at a time. So a record
    waits at most once, whatever happens to a job in between.
    """

    _inherit = "coffee.binding"

    # people choose the id of such a record, not the machine
    _id_is_chosen = False

    to_create = fields.Boolean(
        string="Not on the Machine Yet",
        copy=False,
        readonly=True,
        help="The next export makes it on the machine.",
    )
    to_export = fields.Char(
        string="Waits for Export",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Names of the fields that the machine does not know yet; * for all.",
    )

    unanswered = fields.Json(
        string="Sent Without an Answer",
        copy=False,
        readonly=True,
        help="Values that went to the machine, by field, while nobody knows whether "
        "it took them.",
    )

    missing = fields.Boolean(
        string="Gone from the Machine",
        copy=False,
        readonly=True,
        help="The machine had it once, and has it no more.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Tell what people add from what an import has read on the machine."""
        if not self.env.context.get("connector_no_export"):
            for values in vals_list:
                is_new = self._id_is_chosen or not values.get("coffee_id")
                values.setdefault("to_create", is_new)
        bindings = super().create(vals_list)
        if not self.env.context.get("connector_no_export"):
            bindings._forget_removals()
        return bindings

    def _forget_removals(self):
        """Let imports take in again what was deleted, and is bound now."""
        for backend, bindings in self.grouped("backend_id").items():
            external_ids = bindings.filtered("coffee_id").mapped("coffee_id")
            self.env["coffee.removal"]._of(backend, self._name, external_ids).unlink()

    def action_export(self):
        """Export these records as a whole; for buttons.

        :return: action; it says what is on its way
        :raise AccessError: the person may not change them
        :raise UserError: a machine does not take them; says so
        """
        self.check_access_rights("write")
        self.check_access_rule("write")
        for backend, bindings in self.grouped("backend_id").items():
            with backend._errors_for_people():
                backend._check_workable()
                backend._check_can_export(self._name)
            bindings._note_export(None)
            backend.sudo()._enqueue_export(self._name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _(
                    "%(records)s: the export to %(machines)s is on its way.",
                    records=", ".join(self.mapped("display_name")[:SHOWN]),
                    machines=", ".join(self.backend_id.mapped("name")[:SHOWN]),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _is_archived(self):
        """Tell whether the record is archived in Odoo, where its model knows that."""
        self.ensure_one()
        return bool(self._active_name) and not self[self._active_name]

    def _note_export(self, fields_changed):
        """Note on the bindings what their machines have to be told.

        :param fields_changed: names of fields, ``None`` for all
        """
        new = {ALL_FIELDS} if fields_changed is None else set(fields_changed)
        bindings = self.sudo().with_context(connector_no_export=True)
        for noted, group in bindings.grouped("to_export").items():
            names = new | set(noted.split(",") if noted else ())
            text = ALL_FIELDS if ALL_FIELDS in names else ",".join(sorted(names))
            if text != noted:
                group.to_export = text
            else:
                # a job that has read the record already must not call it exported
                touch(group)

    def _fields_to_export(self):
        """Return the names of the fields that were noted, ``None`` for all."""
        self.ensure_one()
        noted = set((self.to_export or ALL_FIELDS).split(","))
        return None if ALL_FIELDS in noted else noted

    def _note_unanswered(self, values):
        """Note what was sent and may have arrived, whatever becomes of the job.

        :param values: dict of field to value, as an adapter writes them
        """
        self.ensure_one()
        noted = self.unanswered or {}
        for name, value in values.items():
            sent = noted.get(name, [])
            if in_json(value) not in sent:
                noted = {**noted, name: [*sent, in_json(value)]}
        self.with_context(connector_no_export=True).unanswered = noted
        # a job that fails is undone, and its locks are gone then
        keep = partial(self._keep_unanswered, self.env, self.id, noted)
        self.env.cr.postrollback.add(keep)

    @api.model
    def _keep_unanswered(self, env, binding_id, noted):
        """Note what was sent in a transaction of its own; a postrollback hook.

        Where somebody writes on the record just now it stays unknown, and a change
        that we have made may be taken for the machine's.
        """
        with own_transaction(env) as own:
            binding = own[self._name].browse(binding_id)
            if try_lock(binding):
                binding.with_context(connector_no_export=True).unanswered = noted

    @api.model
    def export_page(self, backend):
        """Write the next records that wait for it to a machine; a job.

        :param backend: ``coffee.backend``
        :return: str, what was done
        """
        backend = backend.sudo().with_company(backend.company_id)
        if reason := backend._why_no_contact():
            return reason
        with backend.work_on(self._name) as work:
            return work.component(usage="batch.exporter").run()

    @api.model
    def export_delete(self, backend, external_ids):
        """Delete or withdraw records on a machine; a job.

        :param backend: ``coffee.backend``
        :param external_ids: ids on the machine, whose bindings are gone already
        :return: str, what was done
        """
        backend = backend.sudo().with_company(backend.company_id)
        if reason := backend._why_no_contact():
            backend._ask_to_remove(self._name, external_ids, reason)
            return reason
        with backend.work_on(self._name) as work:
            return work.component(usage="record.deleter").run(external_ids)


def in_json(value):
    """Return a value of a row as JSON keeps it: equal amounts are equal."""
    return str(value.normalize()) if isinstance(value, Decimal) else value
