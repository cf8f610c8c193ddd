# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

# what only the machine tells
TOLD = {"coffee_price", "coffee_currency_id"}


class CoffeeProductProduct(models.Model):
    """A drink on the menu of a machine."""

    _name = "coffee.product.product"
    _inherit = "coffee.binding"
    _inherits = {"product.product": "odoo_id"}
    _description = "Coffee Drink"

    odoo_id = fields.Many2one(
        "product.product", string="Odoo Product", required=True, ondelete="cascade"
    )
    selection = fields.Char(help="Key on the machine that pours this drink.")
    available = fields.Boolean(default=True)
    coffee_price = fields.Monetary(
        string="Price on Machine", currency_field="coffee_currency_id"
    )
    coffee_currency_id = fields.Many2one("res.currency", string="Currency on Machine")

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
