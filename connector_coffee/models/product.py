# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models


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


def warning_of_own_price(bindings):
    """Warn of machines that do not take the price that a person has just changed.

    :param bindings: ``coffee.product.product``, in an environment that reads all
    :return: dict as an onchange method returns it, ``None`` if there is no such machine
    """
    env = bindings.env
    machines = bindings.filtered(lambda drink: not drink.can_export).backend_id
    machines = machines.filtered(lambda m: m.active and m.company_id in env.companies)
    if not machines:
        return None
    message = _(
        "%s keeps its own price: it takes none from Odoo. Change it on the machine as "
        "well.",
        ", ".join(machines.mapped("name")),
    )
    title = _("Price on Machine")
    return {"warning": {"title": title, "message": message, "type": "notification"}}


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "coffee.page.mixin"]

    coffee_bind_ids = fields.One2many(
        "coffee.product.product",
        "odoo_id",
        string="Coffee Bindings",
        # the bindings of an archived product count as archived too
        context={"active_test": False},
        groups="connector_coffee.coffee_group_user",
    )

    @api.onchange("lst_price")
    def _onchange_coffee_price(self):
        """Say which machines keep their own price."""
        return warning_of_own_price(self._origin.sudo().coffee_bind_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coffee_sold(self):
        """Refuse to delete what machines have sold: the database would say it worse.

        :raise UserError: says to archive it
        """
        bindings = self.sudo().with_context(active_test=False).coffee_bind_ids
        bindings._unlink_except_sold()

    def _coffee_name(self):
        """Return the name on a menu; it tells the variants of a product apart."""
        values = self.product_template_attribute_value_ids
        combination = values._get_combination_name()
        return f"{self.name} ({combination})" if combination else self.name

    def _coffee_siblings(self):
        """Return the other variants that have name and price of the same template."""
        return self.product_tmpl_id.product_variant_ids - self

    def _unlink_or_archive(self, check_access=True):
        """Keep the drinks of variants that end because attributes have changed.

        A machine must not stop to sell a drink because somebody gave its product a
        size: a person says which of the new variants it is.
        """
        # Odoo comes here again for variants that are archived already
        bound = self.filtered(lambda product: product.sudo().coffee_bind_ids)
        if bound and check_access:
            bound.check_access_rights("write")
            bound.check_access_rule("write")
        bound.filtered("active").sudo()._archive_with_question()
        return super(ProductProduct, self - bound)._unlink_or_archive(check_access)

    def _archive_with_question(self):
        """Archive products, and ask which other variant their drinks are."""
        self.with_context(connector_no_export=True).write({"active": False})
        for drink in self.coffee_bind_ids:
            drink.backend_id.add_checkpoint(
                model=drink._name,
                record_id=drink.id,
                message=_(
                    "The attributes of %(product)s were changed, and the variant that "
                    "was this drink is archived. The machine keeps the drink as it is. "
                    "Open the drink and choose one of the new variants in the field "
                    "Odoo Product, or delete the drink.",
                    product=drink.name,
                ),
                key=f"variant:{drink._name}:{drink.id}",
            )


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "coffee.page.mixin"]

    coffee_bind_ids = fields.One2many(
        "coffee.product.product",
        string="Coffee Bindings",
        compute="_compute_coffee_bind_ids",
        context={"active_test": False},
        groups="connector_coffee.coffee_group_user",
        help="Of all variants: each variant is a drink of its own.",
    )

    @api.depends("product_variant_ids.coffee_bind_ids")
    def _compute_coffee_bind_ids(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.coffee_bind_ids = variants.coffee_bind_ids

    @api.onchange("list_price")
    def _onchange_coffee_price(self):
        """Say which machines keep their own price."""
        return warning_of_own_price(self._origin.sudo().coffee_bind_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coffee_sold(self):
        """Refuse to delete what machines have sold: the database would say it worse.

        :raise UserError: says to archive it
        """
        templates = self.sudo().with_context(active_test=False)
        templates.product_variant_ids.coffee_bind_ids._unlink_except_sold()
