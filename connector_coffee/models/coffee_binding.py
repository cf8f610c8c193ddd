# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


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
