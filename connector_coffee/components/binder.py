# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class CoffeeBinder(Component):
    """Find Odoo records by their id on the machine, and the other way round."""

    _name = "coffee.binder"
    _inherit = ["base.binder", "coffee.base"]

    _external_field = "coffee_id"

    def to_internal_many(self, external_ids):
        """Find the bindings of many ids with one query.

        :param external_ids: iterable of str; ``"0"`` is an id like any other
        :return: dict of external id to binding; unknown ids are left out, archived
            records are found
        """
        bindings = self.model.with_context(active_test=False).search_fetch(
            [
                (self._backend_field, "=", self.backend_record.id),
                (self._external_field, "in", list(external_ids)),
            ],
            [self._external_field],
        )
        bindings = bindings.with_context(**self.env.context)
        return {binding[self._external_field]: binding for binding in bindings}

    def to_external_many(self, records):
        """Find the ids of many records on this machine with one query.

        :param records: recordset of the Odoo model (``product.product``)
        :return: dict of record id to external id; unbound records are left out
        """
        bindings = self.model.with_context(active_test=False).search_fetch(
            [
                (self._backend_field, "=", self.backend_record.id),
                (self._odoo_field, "in", records.ids),
            ],
            [self._odoo_field, self._external_field],
        )
        return {
            binding[self._odoo_field].id: binding[self._external_field]
            for binding in bindings
        }
