# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component

from ..models.coffee_binding_export import in_json

NO_VALUE = object()


class CoffeeConflictSettler(Component):
    """Settle that a record was changed on both sides, as *On Conflict* says."""

    _name = "coffee.conflict.settler"
    _inherit = ["base.exporter", "coffee.base"]
    _usage = "conflict.settler"

    def run(self, binding, values):
        """Read the record again and let the configured side win.

        :param values: dict that the machine did not take, names as in ``rows.py``
        """
        exporter = self.component(usage="record.exporter")
        found = self.backend_adapter.read_many({binding.coffee_id})
        if not found:
            return exporter.on_missing(binding)
        row = found[0]
        differences = self._differences(values, row)
        policy = self.backend_record.conflict_policy
        kept, wins = values, ()
        if not differences:
            # for one, an export whose job was lost after the machine had taken it
            exporter.stamp(binding, row)
        elif policy == "odoo" or self._are_ours(binding, differences):
            row = exporter.write_values(binding, values, row.etag)
            exporter.stamp(binding, row)
        elif policy == "machine":
            exporter.stamp(binding, row)
            kept, wins = (), [name for name, _ours, _theirs in differences]
        else:
            self._ask(exporter, binding, row, differences)
        # imports have left the record alone while it waited
        self.component(usage="record.importer").follow(binding, row, kept, wins)

    def _are_ours(self, binding, differences):
        """Tell whether the machine has what an export sent whose answer was lost."""
        sent = binding.unanswered or {}
        return all(
            in_json(theirs) in sent.get(name, []) for name, _ours, theirs in differences
        )

    def _differences(self, values, row):
        """Return what differs.

        :return: list of (field, value in Odoo, value on the machine)
        """
        pairs = (
            (name, value, row.get(name, NO_VALUE)) for name, value in values.items()
        )
        return [
            pair for pair in pairs if pair[2] is not NO_VALUE and pair[1] != pair[2]
        ]

    def _ask(self, exporter, binding, row, differences):
        """Leave it to a person; who exports it afterwards has decided."""
        message = _(
            "%(record)s was changed in Odoo and on the machine: %(differences)s. "
            "Export it to keep the values of Odoo, or correct it in Odoo.",
            record=binding.display_name,
            differences="; ".join(self._tell(*pair) for pair in differences),
        )
        exporter.ask(binding, "conflict", message, etag=row.etag, to_create=False)

    def _tell(self, name, ours, theirs):
        """Say what a field is on both sides."""
        return _(
            "%(field)s is %(ours)s in Odoo, %(theirs)s there",
            field=name,
            ours=ours,
            theirs=theirs,
        )
