# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "coffee.page.mixin"]

    coffee_bind_ids = fields.One2many(
        "coffee.res.partner",
        "odoo_id",
        string="Coffee Bindings",
        context={"active_test": False},
        groups="connector.group_connector_manager",
    )
    has_coffee_badge = fields.Boolean(
        compute="_compute_has_coffee_badge",
        groups="connector_coffee.coffee_group_user",
        help="The contact has a badge of a machine that you may see.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coffee_sold(self):
        """Refuse to delete what machines have sold: the database would say it worse.

        :raise UserError: says to archive it
        """
        bindings = self.sudo().with_context(active_test=False).coffee_bind_ids
        bindings._unlink_except_sold()

    def _compute_has_coffee_badge(self):
        for partner in self:
            partner.has_coffee_badge = bool(partner._coffee_machines())

    def _coffee_machines(self, only_active=False):
        """Return the machines of the badges, of those that the person may see.

        Who pours for somebody need not be allowed to read badges.
        """
        badges = self.sudo().coffee_bind_ids
        if only_active:
            badges = badges.filtered("badge_active")
        return self.env["coffee.backend"].search([("id", "in", badges.backend_id.ids)])

    def action_pour_coffee(self):
        """Open the wizard for this badge holder, on the machine of the badge."""
        self.ensure_one()
        backends = self._coffee_machines(only_active=True)
        context = {"default_partner_id": self.id}
        if len(backends) == 1:
            context["default_backend_id"] = backends.id
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "connector_coffee.coffee_pour_action"
            ),
            "context": context,
        }
