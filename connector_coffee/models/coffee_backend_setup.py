# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

from ..exceptions import CoffeeError


class CoffeeBackend(models.Model):
    """The way from a new machine to its first import."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    setup_step = fields.Selection(
        [
            ("version", "Version"),
            ("location", "Address and Password"),
            ("test", "Test Connection"),
            ("import", "First Import"),
            ("done", "At Work"),
        ],
        compute="_compute_setup_step",
        compute_sudo=True,
        help="What to do next to set up this machine.",
    )
    abilities = fields.Json(
        string="What This Machine Can Do",
        compute="_compute_abilities",
        compute_sudo=True,
        help="What Odoo reads from machines of this version, and what it writes.",
    )

    @api.depends("version", "location", "confirmed_at", "cursor_ids.last_success")
    def _compute_setup_step(self):
        for backend in self:
            backend.setup_step = backend._next_step()

    def _next_step(self):
        """Return what a person has to do next."""
        if not self.version:
            return "version"
        if not self.location:
            return "location"
        if not self.confirmed_at:
            return "test"
        return "done" if self._is_read() else "import"

    def _is_read(self):
        """Tell whether each flow that the machine gives was read once."""
        read = self.cursor_ids.filtered("last_success").mapped("flow")
        try:
            return bool(read) and set(self._importable_flows()) <= set(read)
        except CoffeeError:
            return bool(read)  # what it gives cannot be said; the form must open

    @api.depends("version")
    def _compute_abilities(self):
        versions = dict(self._select_versions())
        for backend in self:
            known = backend.version in versions
            backend.abilities = backend._describe_abilities() if known else []

    def _describe_abilities(self):
        """Return what this machine can do, in words.

        :return: list of dicts with ``label``, and ``reads`` and ``writes``, each a
            sentence; ``can_read`` and ``can_write`` tell yes from no
        """
        flows = [self._describe_flow(*flow) for flow in self._select_flows()]
        return [*flows, self._describe_pouring()]

    def _describe_flow(self, model_name, label):
        """Return the row of a flow; what is a record of the machine alone is read."""
        reads, writes = self._can_import(model_name), self._can_export(model_name)
        row = {
            "label": label,
            "can_read": reads,
            "reads": _("Odoo reads them from the machine.")
            if reads
            else _("This machine does not tell them to Odoo."),
            "can_write": writes,
            "writes": "",
        }
        if self.env[model_name]._inherits:
            row["writes"] = (
                _("Changes in Odoo go to the machine.")
                if writes
                else _("This machine does not take them from Odoo.")
            )
        return row

    def _describe_pouring(self):
        """Return the row of the orders."""
        pours = self._can_pour()
        return {
            "label": _("Orders"),
            "can_read": pours,
            "reads": _("Odoo can have a drink poured.")
            if pours
            else _("This machine pours nothing for Odoo."),
            "can_write": False,
            "writes": "",
        }
