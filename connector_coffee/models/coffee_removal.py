# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CoffeeRemoval(models.Model):
    """A record that was deleted in Odoo while the machine still has it.

    Imports leave it alone: what was deleted in Odoo stays deleted there. It is
    forgotten when the machine has it no more, or when somebody binds it again.
    """

    _name = "coffee.removal"
    _description = "Coffee Removal"
    _rec_name = "coffee_id"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    flow = fields.Char(required=True, help="Name of the binding model.")
    coffee_id = fields.Char(string="ID on Machine", required=True)

    _sql_constraints = [
        (
            "removal_uniq",
            "unique(backend_id, flow, coffee_id)",
            "This record is known as deleted already.",
        ),
    ]

    @api.model
    def _note(self, backend, model_name, external_ids):
        """Note that records are gone in Odoo."""
        known = set(self._of(backend, model_name, external_ids).mapped("coffee_id"))
        self.create(
            [
                {
                    "backend_id": backend.id,
                    "flow": model_name,
                    "coffee_id": external_id,
                }
                for external_id in external_ids
                if external_id not in known
            ]
        )

    @api.model
    def _of(self, backend, model_name, external_ids=None):
        """Return what is known as deleted of a flow.

        :param external_ids: only those, ``None`` for all
        """
        domain = [("backend_id", "=", backend.id), ("flow", "=", model_name)]
        if external_ids is not None:
            domain.append(("coffee_id", "in", list(external_ids)))
        return self.sudo().search(domain)
