# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal
from functools import partial

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.job import CANCELLED

from ..locking import own_transaction, touch, try_lock

ALL_FIELDS = "*"
SHOWN = 5  # names in a message


class CoffeeBinding(models.AbstractModel):
    """Link between a record of Odoo and one of a machine."""

    _name = "coffee.binding"
    _inherit = "external.binding"
    _description = "Coffee Binding (abstract)"
    # people choose the id of such a record, not the machine
    _id_is_chosen = False
    # the lower, the earlier among the flows of a machine and among waiting jobs
    _flow_priority = 10
    # XML id of the cron that imports the flow, None: on demand only
    _flow_cron = None
    # field of the settings that holds the minutes between two imports
    _flow_interval = None

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        index=True,
        ondelete="restrict",
    )
    # a Char, because 0 is a valid id on a machine and would be empty as a number
    coffee_id = fields.Char(string="ID on Machine", index=True)
    etag = fields.Char(
        string="Entity Tag",
        copy=False,
        readonly=True,
        help="State of the record on the machine when it was last read or written.",
    )
    sync_date = fields.Datetime(
        string="Last Exchanged",
        default=fields.Datetime.now,
        help="When the record last went to the machine, or came from it with something "
        "new. A run that finds nothing new does not write it.",
    )
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
    in_step_at = fields.Datetime(
        string="Last Synchronised",
        compute="_compute_in_step_at",
        compute_sudo=True,
        help="When Odoo and the machine were last in step: the start of the last "
        "complete run of the import that refused nothing, or when the record itself "
        "was last exchanged, if that is later. Empty for what is not on the machine "
        "yet.",
    )
    can_export = fields.Boolean(
        compute="_compute_can_export",
        compute_sudo=True,
        help="The machine takes this from Odoo.",
    )
    export_note = fields.Char(
        string="Export",
        compute="_compute_can_export",
        compute_sudo=True,
        help="Why the machine does not get this from Odoo, or not yet.",
    )

    _sql_constraints = [
        (
            "coffee_uniq",
            "unique(backend_id, coffee_id)",
            "A record with the same ID on this machine exists already.",
        ),
    ]

    def _compute_in_step_at(self):
        """Ask the runs: one that finds a record unchanged does not write it."""
        runs = self.env["coffee.sync"]._last_complete(self.backend_id, self._name)
        for binding in self:
            times = {binding.sync_date, runs.get(binding.backend_id)} - {False, None}
            on_machine = binding.coffee_id and not binding.to_create
            binding.in_step_at = on_machine and max(times, default=False)

    @api.depends("backend_id", "to_export")
    def _compute_can_export(self):
        without = self.filtered(lambda binding: not binding.backend_id)
        without.update({"can_export": False, "export_note": False})
        for backend, bindings in (self - without).grouped("backend_id").items():
            refusal = backend._flow_of(self._name)._why_no_export()
            bindings.can_export = not refusal
            for binding in bindings:
                waits = binding.to_export and _("Waits for its export.")
                binding.export_note = refusal or waits

    @api.model_create_multi
    def create(self, vals_list):
        """Tell what people add from what an import has read on the machine.

        :raise AccessError: the person may not see what the record would be tied to
        """
        by_people = not self.env.context.get("connector_no_export")
        for vals in vals_list:
            self._check_values(vals)
            if by_people:
                is_new = self._id_is_chosen or not vals.get("coffee_id")
                vals.setdefault("to_create", is_new)
        bindings = super().create(vals_list)
        if by_people:
            bindings._forget_removals()
        return bindings

    def write(self, vals):
        """Refuse to move records to another machine: they would be told to it.

        Screens follow what waits for its export.

        :raise AccessError: a value is a record that the person may not see
        :raise UserError: another machine
        """
        if "backend_id" in vals:
            self._check_machine_stays(vals["backend_id"])
        self._check_values(vals)
        if "to_export" in vals:
            self.sudo().backend_id._notify_clients()
        return super().write(vals)

    def _check_machine_stays(self, backend_id):
        """Refuse another machine.

        :raise UserError: says what to do instead
        """
        for binding in self.sudo():
            if binding.backend_id.id != backend_id:
                raise UserError(
                    _(
                        "Field Machine: %s belongs to its machine for good. Make a "
                        "new record for the other machine.",
                        binding.display_name,
                    )
                )

    @api.model
    def _check_values(self, vals):
        """Check the rules of the records that values refer to, as for reading them.

        Odoo checks the rules of the records that are written, not of the values: what
        a machine says goes into a contact or product that is bound.

        :raise AccessError: the person may not see one of them
        """
        if self.env.su:
            return
        for name, value in vals.items():
            fld = self._fields.get(name)
            if value and fld and fld.type == "many2one":
                self.env[fld.comodel_name].browse(value).check_access_rule("read")

    @api.model
    def _flow_label(self):
        """Return what people call these records, if a machine exchanges them by itself.

        A binding that is a flow overrides it; of others ("") no flow is made.

        :return: str, translated: "Badge holders"
        """
        return ""

    @api.model
    def import_page(self, backend):
        """Import the next page of this flow from a machine; a job.

        :param backend: ``coffee.backend``
        :return: str, what was done
        """
        # a job may write what the person who started it may not, products for one
        backend = backend.sudo().with_company(backend.company_id)
        if reason := backend._flow_of(self._name)._leave_alone():
            return reason
        with backend.work_on(self._name) as work:
            return work.component(usage="batch.importer").run()

    def _forget_removals(self):
        """Let imports take in again what was deleted, and is bound now."""
        for backend, bindings in self.grouped("backend_id").items():
            external_ids = bindings.filtered("coffee_id").mapped("coffee_id")
            self.env["coffee.removal"]._of(backend, self._name, external_ids).unlink()

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
            backend._flow_of(self._name)._ask_to_remove(external_ids, reason)
            return reason
        with backend.work_on(self._name) as work:
            return work.component(usage="record.deleter").run(external_ids)

    def _job_store_values(self, job):
        """Also note the run of a page; queue_job calls it whenever it stores a job.

        Before its first page a run does not exist, so its first job gets to know it
        at the end; one that is cancelled keeps what it knows. The transaction that the
        job ran in may be broken by then: the job has an environment that works.
        """
        values = super()._job_store_values(job)
        if job.method_name == "import_page" and job.state != CANCELLED:
            backend = job.args[0] if job.args else job.kwargs["backend"]
            model, backend = self.with_env(job.env), backend.with_env(job.env)
            run = model._run_of_page(backend.sudo().exists(), job.state)
            values["coffee_sync_id"] = run.id
        return values

    def _run_of_page(self, backend, state):
        """Return the run that a page belongs to, empty before it has one.

        :param backend: empty if the machine is deleted
        :param state: of the job
        """
        run = self.env["coffee.sync"].sudo()
        if backend:
            last = backend._flow_of(self._name).sync_id
            run = last if state == "done" or last.state == "running" else run
        return run

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
                backend._flow_of(self._name)._check_can_export()
            bindings._note_export(None)
            backend.sudo()._flow_of(self._name)._enqueue_export()
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


def in_json(value):
    """Return a value of a row as JSON keeps it: equal amounts are equal."""
    return str(value.normalize()) if isinstance(value, Decimal) else value
