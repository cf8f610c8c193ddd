# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee import rows

from .. import wire


class Coffee2900ResPartnerAdapter(Component):
    """Read and write the badge holders."""

    _name = "coffee.2900.res.partner.adapter"
    _inherit = "coffee.2900.record.adapter"
    _apply_on = ["coffee.res.partner"]

    _can_import = True
    _pushes = ("card.changed",)
    _can_export = True
    _path = "/cards"
    _wire = wire.Card

    def to_row(self, card):
        credit = card.credit or wire.Money(0, self.company_currency())
        return rows.Card(
            external_id=card.uid,
            name=card.name,
            email=card.email,
            company=card.company,
            credit=credit.in_units(),
            currency=credit.currency,
            active=card.active,
            etag=card.etag,
        )

    def to_wire(self, values):
        """Turn the values of the export mapper into a body."""
        plain = ("uid", "name", "email", "active")
        body = {key: values[key] for key in plain if key in values}
        if "credit" in values:
            body["credit"] = wire.Money.from_units(values["credit"], values["currency"])
        return body
