# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


class Coffee1900BrewRecordImporter(Component):
    """Import brews; those out of an audit bring a description of their drink along."""

    _name = "coffee.1900.brew.record.importer"
    _inherit = "coffee.brew.record.importer"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    def resolve_references(self, rows, bindings):
        """Import drinks that are new from what the rows say of them.

        So the machine, which serves one client at a time, is not asked again, and a
        file can be imported without it.
        """
        drinks = {row.drink: row.drink_row for row in rows if row.get("drink_row")}
        known = self.binder_for("coffee.product.product").to_internal_many(drinks)
        missing = [row for number, row in drinks.items() if number not in known]
        if missing:
            self.backend_record._flow_of("coffee.product.product")._lock()
            self.component(
                usage="record.importer", model_name="coffee.product.product"
            ).run(missing)
        return super().resolve_references(rows, bindings)
