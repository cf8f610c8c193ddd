# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    coffee_bind_ids = fields.One2many(
        "coffee.res.partner", "odoo_id", string="Coffee Bindings"
    )
