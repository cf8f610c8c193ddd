# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class CoffeeConsumable(models.Model):
    """How much of something a machine has left; itself the binding."""

    _name = "coffee.consumable"
    _inherit = "coffee.binding"
    _description = "Coffee Consumable"
    _order = "backend_id, name"

    name = fields.Char(required=True)
    level = fields.Float(help="What is left, in the unit.")
    capacity = fields.Float()
    minimum = fields.Float(help="Below it somebody should fill up.")
    unit = fields.Char()
    percent = fields.Float(compute="_compute_percent", help="Of the capacity.")
    is_low = fields.Boolean(string="Low", compute="_compute_is_low", store=True)

    @api.depends("level", "capacity")
    def _compute_percent(self):
        for consumable in self:
            capacity = consumable.capacity
            consumable.percent = 100 * consumable.level / capacity if capacity else 0

    @api.depends("level", "minimum")
    def _compute_is_low(self):
        for consumable in self:
            consumable.is_low = consumable.level <= consumable.minimum
