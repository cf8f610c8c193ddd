# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields, models

from ..day import midnight

MAX_LEVELS = 5  # bars on a card; what is lowest comes first


class CoffeeBackend(models.Model):
    """The figures of the overview: each one query for all machines on the screen."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    brews_today = fields.Integer(
        compute="_compute_brews_today",
        compute_sudo=True,
        help="Drinks poured since midnight, by your time zone.",
    )
    levels = fields.Json(
        compute="_compute_levels",
        compute_sudo=True,
        help="What the machine has left of each consumable.",
    )
    last_success = fields.Datetime(
        string="Last Synchronised",
        compute="_compute_last_success",
        compute_sudo=True,
        help="When something was read from this machine for the last time.",
    )
    late_flow = fields.Char(
        string="Behind",
        compute="_compute_last_success",
        compute_sudo=True,
        help="What was not read from this machine for much longer than it should.",
    )
    trouble = fields.Char(
        string="Failed",
        compute="_compute_trouble",
        compute_sudo=True,
        help="What could not be imported the last time that it was tried.",
    )

    def _domain_today(self):
        """Return the domain of the drinks poured today, where the person is."""
        start = midnight(self.env.context.get("tz") or self.env.user.tz)
        return [
            ("backend_id", "in", self.ids),
            ("started_at", ">=", fields.Datetime.to_string(start)),
            ("result", "=", "poured"),
        ]

    def _compute_brews_today(self):
        groups = self.env["coffee.brew"]._read_group(
            self._domain_today(), ["backend_id"], ["quantity:sum"]
        )
        numbers = {backend.id: number for backend, number in groups}
        for backend in self:
            backend.brews_today = numbers.get(backend.id, 0)

    def _compute_levels(self):
        consumables = self.env["coffee.consumable"].search(
            [("backend_id", "in", self.ids)]
        )
        by_backend = consumables.grouped("backend_id")
        for backend in self:
            ours = by_backend.get(backend, consumables.browse())
            ours = ours.sorted(lambda c: (not c.is_low, c.percent, c.name))
            backend.levels = [level._bar() for level in ours[:MAX_LEVELS]]
            if len(ours) > MAX_LEVELS:
                more = _("%s more", len(ours) - MAX_LEVELS)
                backend.levels += [{"label": more, "percent": None, "text": ""}]

    def _compute_last_success(self):
        flows = dict(self._select_flows())
        cursors = self.env["coffee.cursor"].search_fetch(
            [("backend_id", "in", self.ids), ("last_success", "!=", False)],
            ["backend_id", "flow", "last_success"],
            order="last_success",
        )
        by_backend, levels = cursors.grouped("backend_id"), cursors._delay_levels()
        for backend in self:
            ours = by_backend.get(backend, cursors.browse())
            late = ours.filtered(lambda c: levels.get(c, "good") != "good")
            backend.last_success = ours[-1:].last_success
            backend.late_flow = ", ".join(flows.get(c.flow, c.flow) for c in late)

    def _compute_trouble(self):
        flows = dict(self._select_flows())
        groups = self.env["coffee.sync"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id", "flow"], ["id:max"]
        )
        runs = self.env["coffee.sync"].browse(last for _b, _flow, last in groups)
        failed = runs.filtered(lambda run: run.state == "failed").grouped("backend_id")
        for backend in self:
            names = [flows.get(run.flow, run.flow) for run in failed.get(backend, ())]
            backend.trouble = ", ".join(names)

    def action_open_brews_today(self):
        """Open the drinks poured today."""
        return self._action_on("coffee_brew_action", self._domain_today(), _("Today"))

    def action_open_checkpoints(self):
        """Open the checkpoints that wait."""
        domain = [("backend_id", "in", self.ids)]
        context = {"search_default_need_review": 1}
        return self._action_on("coffee_checkpoint_action", domain, context=context)

    def action_open_syncs(self):
        """Open the synchronisations."""
        return self._action_on("coffee_sync_action", [("backend_id", "in", self.ids)])

    def action_open_levels(self):
        """Open what the machine has left."""
        domain = [("backend_id", "in", self.ids)]
        return self._action_on("coffee_consumable_action", domain)

    def _action_on(self, xmlid, domain, name=None, context=None):
        """Return one of our actions, on some records only."""
        action = self.env["ir.actions.actions"]._for_xml_id(f"connector_coffee.{xmlid}")
        action.update(domain=domain, context=context or {})
        if name:
            action["display_name"] = f"{action['name']}: {name}"
        return action
