# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from .. import wire


class Coffee2900ProductProductAdapter(Component):
    """Read and write the drinks."""

    _name = "coffee.2900.product.product.adapter"
    _inherit = "coffee.2900.record.adapter"
    _apply_on = ["coffee.product.product"]

    _can_import = True
    _can_export = True
    _path = "/drinks"
    _wire = wire.Drink

    def to_row(self, drink):
        return rows.Drink(
            external_id=drink.id,
            name=drink.name,
            selection=str(drink.selection),
            price=drink.price.in_units(),
            currency=drink.price.currency,
            available=drink.available,
            etag=drink.etag,
        )

    def to_wire(self, values):
        """Turn the values of the export mapper into a body."""
        body = {key: values[key] for key in ("name", "available") if key in values}
        if "price" in values:
            body["price"] = wire.Money.from_units(values["price"], values["currency"])
        return body
