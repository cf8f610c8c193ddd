# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class CoffeeBinding(models.AbstractModel):
    """Link between a record of Odoo and one of a machine."""

    _name = "coffee.binding"
    _inherit = "external.binding"
    _description = "Coffee Binding (abstract)"

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

    _sql_constraints = [
        (
            "coffee_uniq",
            "unique(backend_id, coffee_id)",
            "A record with the same ID on this machine exists already.",
        ),
    ]

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to tie records that the person may not see.

        :raise AccessError: says which
        """
        for vals in vals_list:
            self._check_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to move records to another machine: they would be told to it.

        :raise AccessError: a value is a record that the person may not see
        :raise UserError: another machine
        """
        if "backend_id" in vals:
            self._check_machine_stays(vals["backend_id"])
        self._check_values(vals)
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
    def import_page(self, backend):
        """Import the next page of this flow from a machine; a job.

        :param backend: ``coffee.backend``
        :return: str, what was done
        """
        # a job may write what the person who started it may not, products for one
        backend = backend.sudo().with_company(backend.company_id)
        if reason := backend._leave_alone(self._name):
            return reason
        with backend.work_on(self._name) as work:
            return work.component(usage="batch.importer").run()
