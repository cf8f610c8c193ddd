# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeeOrder(models.Model):
    """What the busy watch notes on its orders."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    previous_id = fields.Many2one(
        "coffee.order",
        string="Tried Before",
        readonly=True,
        copy=False,
        # an order that is removed is looked for here
        index="btree_not_null",
        ondelete="set null",
        help="The order that another machine refused when Odoo was busy.",
    )
    waited = fields.Integer(
        string="Oldest Job Waited (seconds)", readonly=True, copy=False
    )
    ran = fields.Integer(string="Longest Job Ran (seconds)", readonly=True, copy=False)
    busy_with = fields.Char(string="Job", readonly=True, copy=False)
