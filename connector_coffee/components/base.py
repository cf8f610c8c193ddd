# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent


class CoffeeBase(AbstractComponent):
    """Root of all components of the connector.

    ``_backend_version`` is the version that a component is made for; ``None`` makes
    it generic. A version addon declares a component with its own ``_name`` and its
    version for whatever differs; see ``CoffeeWorkContext`` for which one is found.
    """

    _name = "coffee.base"
    _inherit = "base.connector"
    _collection = "coffee.backend"
    _backend_version = None
