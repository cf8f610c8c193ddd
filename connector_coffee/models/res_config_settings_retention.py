# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How long it is kept what is over."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "res.config.settings"

    coffee_keep_sync = fields.Integer(
        string="Keep Synchronisations (days)",
        config_parameter="connector_coffee.keep_sync",
    )
    coffee_keep_checkpoint = fields.Integer(
        string="Keep Checkpoints (days)",
        config_parameter="connector_coffee.keep_checkpoint",
    )
    coffee_keep_order = fields.Integer(
        string="Keep Orders (days)", config_parameter="connector_coffee.keep_order"
    )
