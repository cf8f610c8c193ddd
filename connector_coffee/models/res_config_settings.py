# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    coffee_machine_count = fields.Integer(compute="_compute_coffee_machine_count")

    def _compute_coffee_machine_count(self):
        self.coffee_machine_count = self.env["coffee.backend"].search_count([])
