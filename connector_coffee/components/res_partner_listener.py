# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeResPartnerListener(Component):
    """Watch the badges: who gets a number for a machine is made there."""

    _name = "coffee.res.partner.listener"
    _inherit = "coffee.binding.listener"
    _apply_on = ["coffee.res.partner"]


class CoffeePartnerListener(Component):
    """Watch the contacts behind the badges."""

    _name = "coffee.partner.listener"
    _inherit = "coffee.owner.listener"
    _apply_on = ["res.partner"]
