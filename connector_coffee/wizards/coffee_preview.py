# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, _, api, fields, models
from odoo.tools import format_date, format_datetime

from .. import const
from ..tools import within_sentence

# values of a binding that tell a person nothing
HIDDEN = {"backend_id", "coffee_id", "etag", "company_id"}


class CoffeePreview(models.TransientModel):
    """Show what an import would create, change and refuse; then start it."""

    _name = "coffee.preview"
    _description = "Coffee Import Preview"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    flow_ids = fields.Many2many("coffee.flow", readonly=True)
    flow_id = fields.Many2one(
        "coffee.flow",
        string="Import of",
        domain="[('id', 'in', flow_ids)]",
        ondelete="cascade",
        help="What this machine gives to Odoo.",
    )
    shown_flow_id = fields.Many2one("coffee.flow", readonly=True, ondelete="cascade")
    is_shown = fields.Boolean(compute="_compute_is_shown")
    created = fields.Integer(string="New", readonly=True)
    updated = fields.Integer(string="Changed", readonly=True)
    unchanged = fields.Integer(readonly=True)
    refused = fields.Integer(readonly=True)
    only_changes = fields.Boolean(
        readonly=True,
        help="The import goes on where it stands: what has not changed is left out.",
    )
    limit = fields.Integer(readonly=True)
    warnings = fields.Text(readonly=True)
    created_ids = fields.One2many(
        "coffee.preview.line", "preview_id", domain=[("kind", "=", "created")]
    )
    updated_ids = fields.One2many(
        "coffee.preview.line", "preview_id", domain=[("kind", "=", "updated")]
    )
    refused_ids = fields.One2many(
        "coffee.preview.line",
        "preview_id",
        string="Refused Rows",
        domain=[("kind", "=", "refused")],
    )

    @api.depends("flow_id", "shown_flow_id")
    def _compute_is_shown(self):
        """Hide the rows of one flow while another one is chosen."""
        for preview in self:
            shown = preview.shown_flow_id
            preview.is_shown = shown and shown == preview.flow_id

    def action_preview(self):
        """Read the next rows of the machine and show what an import would do.

        :raise UserError: the machine cannot be read; says what to change
        """
        self.ensure_one()
        self.backend_id.read(["name"])  # who may not see a machine may not ask it
        with self.backend_id._errors_for_people(asks=True):
            page, plan, warnings = self.flow_id._preview()
        model = self.env[self.flow_id.model_name]
        lines = self.env["coffee.preview.line"]
        found = {
            "created_ids": lines._of_creates(model, plan),
            "updated_ids": lines._of_updates(plan),
            "refused_ids": lines._of_refusals(plan),
        }
        self.write(
            {
                "shown_flow_id": self.flow_id.id,
                "created": len(plan.creates),
                "updated": len(plan.updates),
                "unchanged": plan.unchanged,
                "refused": len(plan.refused),
                "only_changes": bool(self.flow_id.position),
                "limit": const.PAGE_SIZE if page.more else 0,
                "warnings": "\n".join(warnings),
                **{
                    name: [Command.clear(), *map(Command.create, values)]
                    for name, values in found.items()
                },
            }
        )
        return {
            "name": _("Preview: %s", self.backend_id.name),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_import(self):
        """Enqueue the import of all rows of the flow, as *Import Now* does."""
        self.ensure_one()
        backend, flow = self.backend_id, self.flow_id
        backend.read(["name"])
        backend._check_twin()
        with backend._errors_for_people():
            backend._check_workable()
            flow._enqueue_import()
            flow._retry_at_once()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _(
                    "%(machine)s: the import of %(flow)s is on its way. "
                    "Synchronisations shows how it gets on.",
                    machine=backend.name,
                    flow=flow._label_within_sentence(),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class CoffeePreviewLine(models.TransientModel):
    """A row to be created or refused, or a field to be changed; as people read it."""

    _name = "coffee.preview.line"
    _description = "Coffee Import Preview Line"

    preview_id = fields.Many2one("coffee.preview", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("created", "New"), ("updated", "Changed"), ("refused", "Refused")],
        required=True,
    )
    external_id = fields.Char(string="ID on Machine")
    record = fields.Char()
    field_label = fields.Char(string="Field")
    old_value = fields.Char(string="Now in Odoo")
    new_value = fields.Char(string="On Machine")
    text = fields.Text(string="Values")

    @api.model
    def _of_creates(self, model, plan):
        """Return the values of a line for each row that would be created."""
        return [
            {
                "kind": "created",
                "external_id": row.external_id,
                "text": ", ".join(self._texts(model, values)),
            }
            for row, values in plan.creates
        ]

    @api.model
    def _of_updates(self, plan):
        """Return the values of a line for each field that would change."""
        return [
            {
                "kind": "updated",
                "external_id": row.external_id,
                "record": binding.display_name,
                "field_label": label,
                "old_value": old,
                "new_value": new,
            }
            for row, binding, changes in plan.updates
            for label, old, new in self._changes(binding, changes)
        ]

    @api.model
    def _of_refusals(self, plan):
        """Return the values of a line for each row that would be refused."""
        return [
            {
                "kind": "refused",
                "external_id": error.external_id,
                "field_label": error.field,
                "new_value": "" if error.value is None else str(error.value),
                "text": error.reason,
            }
            for error in plan.refused
        ]

    def _texts(self, model, values):
        """Yield "Name: Espresso" for each value of a record, empty ones left out."""
        for name, value in values.items():
            text = self._shown(model, name, value)
            if name not in HIDDEN and text:
                yield f"{self._label(model, name)}: {text}"

    def _changes(self, binding, changes):
        """Return (label, old, new) of each field of a binding that would change.

        An entity tag alone may have changed; that is said, too.
        """
        return [
            (
                self._label(binding, name),
                self._shown(binding, name, binding[name]),
                self._shown(binding, name, value),
            )
            for name, value in changes.items()
            if name not in HIDDEN or len(changes) == 1
        ]

    def _label(self, model, name):
        return model._fields[name]._description_string(self.env)

    def _shown(self, model, name, value):
        """Return a value of a field as people read it."""
        field = model._fields[name]
        if field.type == "many2one":
            return self._shown_record(field, value)
        if field.type == "boolean":
            return _("yes") if value else _("no")
        if value is None or value is False:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type == "date":
            return format_date(self.env, value)
        if isinstance(value, float):
            return f"{value:.10g}"  # as a person would write it
        return str(value)

    def _shown_record(self, field, value):
        """Return the name of a record; one that is not there yet: "new drink 7"."""
        if value is False or value is None:
            return ""
        record = value
        if not isinstance(value, models.BaseModel):
            record = self.env[field.comodel_name].browse((value,))
        if record and not record.ids:
            label = field._description_string(self.env)
            return _(
                "new %(record)s %(id)s",
                record=within_sentence(self.env, label),
                id=record.id.ref,
            )
        return record.sudo().display_name or ""
