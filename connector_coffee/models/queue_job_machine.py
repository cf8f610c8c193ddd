# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class QueueJob(models.Model):
    """The machine that a job works on, to look jobs up by."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "queue.job"

    coffee_backend_id = fields.Many2one(
        "coffee.backend",
        string="Coffee Machine",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The machine that the job works on. The job belongs to its company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note the machine, and put the job into its company."""
        for vals in vals_list:
            if machine := self._coffee_machine_of(vals):
                vals["coffee_backend_id"] = machine.id
                vals["company_id"] = machine.company_id.id
        return super().create(vals_list)

    @api.model
    def _coffee_machine_of(self, vals):
        """Return the machine of a job that is about to be stored, empty if none.

        Our jobs are called for a record of a machine, or with the machine itself.
        """
        machines = self.env["coffee.backend"].sudo()
        if not vals.get("model_name", "").startswith("coffee."):
            return machines
        for value in (*vals.get("args", ()), *vals.get("kwargs", {}).values()):
            if isinstance(value, type(machines)):
                return value.sudo()
        records = vals["records"].sudo()
        return records.backend_id[:1] if "backend_id" in records else machines
