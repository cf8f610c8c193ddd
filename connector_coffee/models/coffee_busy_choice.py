# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class CoffeeBusyChoice(models.Model):
    """A machine that the busy watch may use, and what it pours there."""

    _name = "coffee.busy.choice"
    _description = "Choice of the Busy Watch"
    _order = "sequence, id"
    _rec_name = "drink_id"

    sequence = fields.Integer(default=10)
    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    drink_id = fields.Many2one(
        "coffee.product.product",
        required=True,
        ondelete="cascade",
        domain="[('backend_id', '=', backend_id)]",
    )

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    @api.constrains("backend_id", "drink_id")
    def _check_drink(self):
        """Refuse the drink of another machine.

        :raise ValidationError: says which
        """
        for choice in self:
            if choice.drink_id.backend_id != choice.backend_id:
                raise ValidationError(
                    _(
                        "%(drink)s is not a drink of %(machine)s. Choose one that is.",
                        drink=choice.drink_id.display_name,
                        machine=choice.backend_id.name,
                    )
                )
