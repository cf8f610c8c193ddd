# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models


class CoffeeBinding(models.AbstractModel):
    """What the forms of products and contacts tell of their bindings."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.binding"

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
            refusal = backend._why_no_export(self._name)
            bindings.can_export = not refusal
            for binding in bindings:
                waits = binding.to_export and _("Waits for its export.")
                binding.export_note = refusal or waits
