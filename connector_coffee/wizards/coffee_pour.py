# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

from ..exceptions import CoffeeRetryableError

TYPES = {"poured": "success", "sending": "info", "unknown": "warning"}


class CoffeePour(models.TransientModel):
    """Ask what to pour, pour it, and say at once what came of it."""

    _name = "coffee.pour"
    _description = "Pour a Coffee"

    backend_id = fields.Many2one("coffee.backend", string="Machine", readonly=True)
    machine_name = fields.Char(compute="_compute_machine_name")
    drink_id = fields.Many2one(
        "coffee.product.product",
        required=True,
        domain="""[
            ("can_be_poured", "=", True),
            ("backend_id", "=?", backend_id),
        ]""",
    )
    partner_id = fields.Many2one("res.partner", string="For")
    addition_ids = fields.One2many(
        "coffee.pour.addition",
        "pour_id",
        string="Additions",
        compute="_compute_addition_ids",
        store=True,
        readonly=False,
    )

    @api.depends("drink_id")
    def _compute_machine_name(self):
        for pour in self:
            pour.machine_name = pour.drink_id.backend_id.name

    @api.depends("drink_id")
    def _compute_addition_ids(self):
        """Offer what goes with the drink."""
        for pour in self:
            offered = pour.drink_id._offered_additions() if pour.drink_id else []
            pour.addition_ids = [
                fields.Command.clear(),
                *(fields.Command.create({"name": name}) for name in offered),
            ]

    def action_pour(self):
        """Order the coffee and tell the person what happened.

        :return: action; it closes the wizard unless the coffee was refused
        :raise UserError: it cannot be had; says why
        """
        self.ensure_one()
        chosen = self.addition_ids.filtered("wanted").mapped("name")
        order = self.env["coffee.order"]._place(
            self.drink_id, ", ".join(chosen), partner_id=self.partner_id.id
        )
        try:
            state, message = order._pour()
        except CoffeeRetryableError as err:
            state, message = "sending", str(err)
        return self._notification(state, message)

    def _notification(self, state, message):
        """Return the action that shows an outcome; one refused leaves the choice."""
        drink, machine = self.drink_id.display_name, self.machine_name
        title = _("%(drink)s, %(machine)s", drink=drink, machine=machine)
        params = {
            "title": title,
            "message": message,
            "type": TYPES.get(state, "danger"),
            "sticky": state == "unknown",
        }
        if state in TYPES:
            params["next"] = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }


class CoffeePourAddition(models.TransientModel):
    """Something that may go into the coffee."""

    _name = "coffee.pour.addition"
    _description = "Addition to a Coffee"

    pour_id = fields.Many2one("coffee.pour", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    wanted = fields.Boolean()
