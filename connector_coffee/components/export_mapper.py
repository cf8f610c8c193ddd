# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent


class CoffeeExportMapper(AbstractComponent):
    """Turn a binding into the values that an adapter writes to a machine.

    The values bear the names of the row in ``rows.py``, so that what was sent can be
    compared with what the machine has.
    """

    _name = "coffee.export.mapper"
    _inherit = ["base.export.mapper", "coffee.base"]

    #: values of a record that shall not be used on the machine any more
    _withdrawn = {}

    def withdrawn(self):
        """Return the values of a record that was removed in Odoo, but stays there."""
        return dict(self._withdrawn)
