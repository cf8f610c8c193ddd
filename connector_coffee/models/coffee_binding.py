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
    sync_date = fields.Datetime(string="Last Synchronised", default=fields.Datetime.now)

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
        with backend.work_on(self._name) as work:
            return work.component(usage="batch.importer").run()

    def export_record(self, fields=None):
        """Write this record to its machine; a job.

        :param fields: names of the fields that changed, empty for all
        :return: str, what was done
        """
        self.ensure_one()
        backend = self.backend_id.sudo().with_company(self.backend_id.company_id)
        with backend.work_on(self._name) as work:
            binding = self.with_env(backend.env).with_context(**work.env.context)
            return work.component(usage="record.exporter").run(binding, fields)

    @api.model
    def export_delete(self, backend, external_id):
        """Delete a record on a machine; a job.

        :param backend: ``coffee.backend``
        :param external_id: id on the machine, whose binding is gone already
        :return: str, what was done
        """
        with backend.sudo().work_on(self._name) as work:
            return work.component(usage="record.deleter").run(external_id)
