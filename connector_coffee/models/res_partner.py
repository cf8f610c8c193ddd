# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    coffee_bind_ids = fields.One2many(
        "coffee.res.partner", "odoo_id", string="Coffee Bindings"
    )

    def action_pour_coffee(self):
        """Open the wizard for this badge holder, on the machine of the badge."""
        self.ensure_one()
        backends = self.coffee_bind_ids.filtered("badge_active").backend_id
        context = {"default_partner_id": self.id}
        if len(backends) == 1:
            context["default_backend_id"] = backends.id
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "connector_coffee.coffee_pour_action"
            ),
            "context": context,
        }
