# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    coffee_keep_file = fields.Integer(
        string="Keep Uploaded Files (days)",
        config_parameter="connector_coffee.keep_file",
    )
