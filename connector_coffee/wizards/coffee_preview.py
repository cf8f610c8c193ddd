# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, _, api, fields, models

from .. import const


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
    flow_ids = fields.One2many("coffee.preview.flow", "preview_id", readonly=True)
    flow_id = fields.Many2one(
        "coffee.preview.flow",
        string="Import of",
        domain="[('preview_id', '=', id)]",
        help="What this machine gives to Odoo.",
    )
    shown_flow_id = fields.Many2one("coffee.preview.flow", readonly=True)
    is_shown = fields.Boolean(compute="_compute_is_shown")
    created = fields.Integer(string="New", readonly=True)
    updated = fields.Integer(string="Changed", readonly=True)
    unchanged = fields.Integer(readonly=True)
    refused = fields.Integer(readonly=True)
    limit = fields.Integer(readonly=True)
    remarks = fields.Text(readonly=True)
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
            page, plan, remarks = self.backend_id._preview_import(self.flow_id.flow)
        model = self.env[self.flow_id.flow]
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
                "limit": const.PAGE_SIZE if page.more else 0,
                "remarks": "\n".join(remarks),
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
            backend._enqueue_import(flow.flow)
            backend._hasten_import(flow.flow)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": _(
                    "%(machine)s: the import of %(flow)s is on its way. "
                    "Synchronisations shows how it gets on.",
                    machine=backend.name,
                    flow=backend._flow_in_words(flow.flow),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
