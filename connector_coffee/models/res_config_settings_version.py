# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The version addons that can be installed from here.

    The one place of this addon that names versions, because the name of such a field
    is what Odoo installs. Nothing else knows them, and addons of third parties are
    found behind the link "Other versions".
    """

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "res.config.settings"

    module_connector_coffee_1900 = fields.Boolean(string="Coffee 1900")
    module_connector_coffee_2900 = fields.Boolean(string="Coffee 2900")
