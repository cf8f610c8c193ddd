# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeeResPartner(models.Model):
    """A badge of a contact, and what the machine knows of its holder."""

    _name = "coffee.res.partner"
    _inherit = "coffee.binding"
    _inherits = {"res.partner": "odoo_id"}
    _description = "Coffee Badge Holder"
    _id_is_chosen = True

    odoo_id = fields.Many2one(
        "res.partner", string="Odoo Contact", required=True, ondelete="cascade"
    )
    coffee_id = fields.Char(string="Badge Number")
    credit_on_badge = fields.Monetary(currency_field="coffee_currency_id")
    coffee_currency_id = fields.Many2one("res.currency", string="Currency on Machine")
    badge_active = fields.Boolean(default=True)
