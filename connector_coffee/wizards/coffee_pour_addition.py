# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeePourAddition(models.TransientModel):
    """Something that may go into the coffee."""

    _name = "coffee.pour.addition"
    _description = "Addition to a Coffee"

    pour_id = fields.Many2one("coffee.pour", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    wanted = fields.Boolean()
