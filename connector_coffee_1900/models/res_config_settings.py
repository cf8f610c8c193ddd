# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    coffee_keep_file = fields.Integer(
        string="Keep Uploaded Files (days)",
        config_parameter="connector_coffee.keep_file",
    )


class CoffeeRetention(models.AbstractModel):
    _inherit = "coffee.retention"

    @api.model
    def _select_retention(self):
        """Add the files that were imported, and with them their content."""
        ended = [("state", "in", ("done", "failed"))]
        files = ("file", "coffee.1900.file", "write_date", ended)
        return [*super()._select_retention(), files]
