# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class CoffeeResPartner(models.Model):
    """A badge of a contact, and what the machine knows of its holder."""

    _name = "coffee.res.partner"
    _inherit = "coffee.binding"
    _inherits = {"res.partner": "odoo_id"}
    _description = "Coffee Badge Holder"
    _id_is_chosen = True
    _flow_priority = 10
    _flow_cron = "connector_coffee.ir_cron_import_partner"
    _flow_interval = "coffee_partner_interval"

    odoo_id = fields.Many2one(
        "res.partner", string="Odoo Contact", required=True, ondelete="cascade"
    )
    coffee_id = fields.Char(string="Badge Number")
    credit_on_badge = fields.Monetary(currency_field="coffee_currency_id")
    coffee_currency_id = fields.Many2one("res.currency", string="Currency on Machine")
    badge_active = fields.Boolean(default=True)

    @api.model
    def _flow_label(self):
        return _("Badge holders")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        """Refuse to delete a badge that has paid, for its brews would lose its holder.

        :raise UserError: says to archive the contact
        """
        for badge in self:
            brews = self.env["coffee.brew"].sudo()
            if brews.search_count([("card_id", "=", badge.id)], limit=1):
                raise UserError(
                    _(
                        "%s cannot be deleted: this badge has paid for coffee. Archive "
                        "the contact instead (Action > Archive); the sales stay.",
                        badge.name,
                    )
                )
