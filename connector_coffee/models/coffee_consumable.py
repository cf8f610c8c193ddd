# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models


class CoffeeConsumable(models.Model):
    """How much of something a machine has left; itself the binding."""

    _name = "coffee.consumable"
    _inherit = "coffee.binding"
    _description = "Coffee Consumable"
    _order = "backend_id, name"
    _flow_priority = 20
    _flow_cron = "connector_coffee.ir_cron_import_consumable"
    _flow_interval = "coffee_consumable_interval"

    name = fields.Char(required=True, help="As the machine calls it.")
    level = fields.Float(help="What is left, in the unit.")
    capacity = fields.Float(help="What fits in, in the unit; 0 when unknown.")
    minimum = fields.Float(help="Below it somebody should fill up.")
    unit = fields.Char(help="What the level is counted in.")
    percent = fields.Float(compute="_compute_percent", help="Of the capacity.")
    is_low = fields.Boolean(
        string="Low",
        compute="_compute_is_low",
        store=True,
        help="Somebody should fill up.",
    )

    @api.model
    def _flow_label(self):
        return _("Levels and faults")

    @api.depends("level", "capacity")
    def _compute_percent(self):
        for consumable in self:
            capacity = consumable.capacity
            consumable.percent = 100 * consumable.level / capacity if capacity else 0

    @api.depends("level", "minimum")
    def _compute_is_low(self):
        for consumable in self:
            consumable.is_low = consumable.level <= consumable.minimum

    def _bar(self):
        """Return what the widget ``coffee_bars`` draws."""
        level = f"{self.level:g} {self.unit or ''}".strip()
        return {
            "label": self.name,
            "percent": round(self.percent) if self.capacity else None,
            "text": level,
            "low": self.is_low,
        }
