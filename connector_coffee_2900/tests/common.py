# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee.tests.common import CoffeeMachineCase

from machines import Coffee2900


class Coffee2900Case(CoffeeMachineCase):
    machine_class = Coffee2900
