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
    _pushes = ("drink.changed",)
    _can_export = True
    _path = "/drinks"
    _wire = wire.Drink
    _found = None

    def create(self, values):  # pylint: disable=method-required-super
        """Create a drink, unless it is there already.

        The machine knows no identity of such a request. One whose answer was lost may
        have made the drink, which then nobody in Odoo knows: it is taken over.
        """
        found = self._unbound().pop(values["name"], None)
        if found:
            return self.write(found.external_id, values)
        return super().create(values)

    def _unbound(self):
        """Return the drinks that Odoo does not know, by name; read once for a job.

        :return: dict of name to ``rows.Drink``
        """
        if self._found is None:
            drinks = [drink for page in self._read_pages() for drink in page.rows]
            ids = [drink.external_id for drink in drinks]
            known = self.binder_for().to_internal_many(ids)
            self._found = {
                drink.name: drink for drink in drinks if drink.external_id not in known
            }
        return self._found

    def to_row(self, drink):
        return rows.Drink(
            external_id=drink.id,
            name=drink.name,
            selection=str(drink.selection),
            price=drink.price.in_units(),
            currency=drink.price.currency,
            available=drink.available,
            additions=drink.additions,
            etag=drink.etag,
        )

    def to_wire(self, values):
        """Turn the values of the export mapper into a body."""
        body = {key: values[key] for key in ("name", "available") if key in values}
        if "price" in values:
            body["price"] = wire.Money.from_units(values["price"], values["currency"])
        return body
