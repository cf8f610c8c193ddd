# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeePageMixin(models.AbstractModel):
    """Decide who gets a page *Coffee* on the form of a record."""

    _name = "coffee.page.mixin"
    _description = "Coffee Page (abstract)"

    shows_coffee = fields.Boolean(
        compute="_compute_shows_coffee",
        groups="connector_coffee.coffee_group_user",
        help="There is a machine that you may see.",
    )

    def _compute_shows_coffee(self):
        self.shows_coffee = bool(self.env["coffee.backend"].search_count([], limit=1))
