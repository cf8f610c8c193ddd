# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

# what only the machine tells
TOLD = {"coffee_price", "coffee_currency_id"}
# states of a machine that is worth a try, unless a fault stops it from pouring
READY = ("ready", "brewing", "attention")


class CoffeeProductProduct(models.Model):
    """A drink on the menu of a machine."""

    _name = "coffee.product.product"
    _inherit = "coffee.binding"
    _inherits = {"product.product": "odoo_id"}
    _description = "Coffee Drink"
    _flow_priority = 5
    _flow_cron = "connector_coffee.ir_cron_import_product"
    _flow_interval = "coffee_drink_interval"

    odoo_id = fields.Many2one(
        "product.product", string="Odoo Product", required=True, ondelete="cascade"
    )
    selection = fields.Char(help="Key on the machine that pours this drink.")
    available = fields.Boolean(default=True)
    coffee_price = fields.Monetary(
        string="Price on Machine", currency_field="coffee_currency_id"
    )
    coffee_currency_id = fields.Many2one("res.currency", string="Currency on Machine")
    additions = fields.Char(
        help="What may go into it, separated by commas, such as milk-type=Skim."
    )
    can_be_poured = fields.Boolean(
        compute="_compute_can_be_poured",
        search="_search_can_be_poured",
        help="The drink is available, on a machine that takes orders and has no fault "
        "that stops it from pouring.",
    )

    @api.model
    def _flow_label(self):
        return _("Drinks")

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sold(self):
        """Refuse to delete a drink that was sold or ordered.

        :raise UserError: says to archive it
        """
        for drink in self:
            drinks = [("drink_id", "=", drink.id)]
            if any(
                self.env[name].sudo().search_count(drinks, limit=1)
                for name in ("coffee.brew", "coffee.order")
            ):
                raise UserError(
                    _(
                        "%s cannot be deleted: it was sold. Archive it instead "
                        "(Action > Archive); its sales stay.",
                        drink.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Leave the price on the machine to the machine."""
        for values in vals_list:
            self._check_told_by_machine(values)
        return super().create(vals_list)

    def write(self, vals):
        """Leave the price on the machine to the machine."""
        self._check_told_by_machine(vals)
        return super().write(vals)

    @api.model
    def _check_told_by_machine(self, values):
        """Refuse people, and the files that they load, what only the machine tells.

        :raise UserError: names the field that they want
        """
        by_import = self.env.su or self.env.context.get("connector_no_export")
        if not by_import and not TOLD.isdisjoint(values):
            raise UserError(
                _(
                    "Field Price on Machine: only the machine tells it. Change the "
                    "Sales Price of the product, which is exported."
                )
            )

    def _sales_price(self, amount, currency):
        """Return a price on the machine as the sales price of the product.

        :return: ``None`` where Odoo has no rate, and where other variants have the
            same sales price
        """
        product, company = self.odoo_id, self.backend_id.company_id
        ours = product.currency_id
        rates = self.env["res.currency.rate"]
        if product._coffee_siblings():
            return None
        if ours != currency and not rates._coffee_knows(ours | currency, company):
            return None
        converted = currency._convert(amount, ours, company, fields.Date.today())
        return converted - product.price_extra

    @api.model
    def _mend_sales_prices(self, currencies):
        """Give drinks a sales price that had none, for want of a rate."""
        drinks = self.with_context(active_test=False, connector_no_export=True).search(
            [
                ("coffee_currency_id", "in", currencies.ids),
                ("coffee_price", "!=", 0),
                ("list_price", "=", 0),
            ]
        )
        for drink in drinks:
            price = drink._sales_price(drink.coffee_price, drink.coffee_currency_id)
            if price is not None:
                drink.list_price = price

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
