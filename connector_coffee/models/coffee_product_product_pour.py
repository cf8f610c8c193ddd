# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

# states of a machine that is worth a try, unless a fault stops it from pouring
READY = ("ready", "brewing", "attention")


class CoffeeProductProduct(models.Model):
    """What of a drink matters for pouring it."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.product.product"

    additions = fields.Char(
        help="What may go into it, separated by commas, such as milk-type=Skim."
    )
    can_be_poured = fields.Boolean(
        compute="_compute_can_be_poured",
        search="_search_can_be_poured",
        help="The drink is available, on a machine that takes orders and has no fault "
        "that stops it from pouring.",
    )

    @api.depends("available", "missing", "backend_id.state", "backend_id.pour_blocked")
    def _compute_can_be_poured(self):
        ready = self._machines_that_pour()
        for drink in self:
            on_menu = drink.available and drink.active and drink.coffee_id
            there = on_menu and not drink.missing
            drink.can_be_poured = there and drink.sudo().backend_id in ready

    def _search_can_be_poured(self, operator, value):
        """Turn the condition into one on the machines; 19.0 asks with "in"."""
        wanted = True in value if operator in ("in", "not in") else bool(value)
        ids = self._machines_that_pour().ids
        domain = [
            ("available", "=", True),
            ("active", "=", True),
            ("coffee_id", "!=", False),
            ("missing", "=", False),
            ("backend_id", "in", ids),
        ]
        if wanted == (operator in ("=", "in")):
            return domain
        return ["!", "&", "&", "&", "&", *domain]

    @api.model
    def _machines_that_pour(self):
        """Return the machines that are ready and pour on an order, of all companies.

        A person who may pour need not be allowed to read machines.
        """
        machines = self.env["coffee.backend"].sudo()
        installed = dict(machines._select_versions())
        ready = machines.search([("state", "in", READY), ("pour_blocked", "=", False)])
        return ready.filtered(
            lambda m: (
                m.version in installed and not m._why_no_contact() and m._can_pour()
            )
        )

    def _offered_additions(self):
        """Return the additions as a list."""
        return [part.strip() for part in (self.additions or "").split(",") if part]

    def _check_pourable(self, additions):
        """Refuse what this drink or its machine does not have.

        :param additions: str, separated by commas
        :raise UserError: says what to choose instead, or that the machine must be
            left alone
        """
        if reason := self.sudo().backend_id._why_no_contact():
            raise UserError(reason)
        if not self.available or not self.active or self.missing:
            raise UserError(
                _("%s is not available. Choose another drink.", self.display_name)
            )
        wanted = {part.strip() for part in (additions or "").split(",") if part}
        if unknown := wanted - set(self._offered_additions()):
            raise UserError(
                _(
                    "%(drink)s does not come with %(additions)s.",
                    drink=self.display_name,
                    additions=", ".join(sorted(unknown)),
                )
            )

    def action_pour(self):
        """Open the wizard for this drink."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "connector_coffee.coffee_pour_action"
            ),
            "context": {"default_drink_id": self.id},
        }
