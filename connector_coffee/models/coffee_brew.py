# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CoffeeBrew(models.Model):
    """A drink that a machine has sold; itself the binding."""

    _name = "coffee.brew"
    _inherit = "coffee.binding"
    _description = "Coffee Brew"
    _order = "started_at desc, id desc"
    _rec_name = "coffee_id"

    # the index of init() serves it as well
    backend_id = fields.Many2one(index=False)
    drink_id = fields.Many2one(
        "coffee.product.product", required=True, index=True, ondelete="restrict"
    )
    started_at = fields.Datetime(string="Date", required=True, index=True)
    quantity = fields.Integer(
        required=True, default=1, help="Cups; 0 where none came of it."
    )
    amount = fields.Monetary(help="What was paid for the whole quantity.")
    currency_id = fields.Many2one("res.currency", required=True)
    payment = fields.Selection(
        [
            ("cash", "Cash"),
            ("cashless", "Cashless"),
            ("token", "Token"),
            ("free", "Free"),
            ("test", "Test"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    card = fields.Char(
        string="Badge",
        groups="connector.group_connector_manager",
        help="Number of the badge that paid.",
    )
    card_id = fields.Many2one(
        "coffee.res.partner",
        string="Badge Holder",
        groups="connector.group_connector_manager",
        index="btree_not_null",
        ondelete="set null",
    )
    additions = fields.Char()
    duration = fields.Integer(help="Seconds from start to end; 0 when unknown.")
    result = fields.Selection(
        [("poured", "Poured"), ("cancelled", "Cancelled"), ("failed", "Failed")],
        required=True,
        default="poured",
    )

    def init(self):
        """Index the brews of a machine in the order of the list."""
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS coffee_brew_machine_date_index"
            " ON coffee_brew (backend_id, started_at, id)"
        )
