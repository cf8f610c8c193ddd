# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields, models

from ..exceptions import CoffeeError
from .coffee_backend_cron import CRONS, remedy_for_missing_cron
from .coffee_backend_order import SETTLING
from .coffee_cursor import interval_of


class CoffeeBackend(models.Model):
    """How far behind the imports of a machine are."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def _lights_of_cursors(self):
        """Return a light for each flow that the machine gives."""
        try:
            flows = self._importable_flows()
        except CoffeeError:
            return []  # the light of the machine tells it
        return [self._light_of_cursor(flow) for flow in flows]

    def _light_of_cursor(self, flow):
        """Compare the last import of a flow with how often there should be one."""
        name = _("Import of %s", self._flow_in_words(flow))
        cron = self._crons().get(flow, self.env["ir.cron"]).sudo()
        if flow in CRONS and not cron:
            return self._light_of_missing_cron(name)
        progress = self.cursor_ids.filtered(lambda line: line.flow == flow)
        if progress.question:
            return self._light(name, "bad", progress.question, progress._remedy())
        since = progress.last_success
        if not since:
            remedy = _("Press Import Now.")
            if self.state == "never_contacted":
                remedy = _("Press Test Connection, then Import Now.")
            return self._light(name, "attention", _("There was none yet."), remedy)
        ago = self._duration((fields.Datetime.now() - since).total_seconds())
        if not cron.active:
            finding = _("The last was %s ago; it happens on demand only.", ago)
            return self._light(name, "good", finding)
        finding = _(
            "The last was %(ago)s ago; there should be one every %(interval)s.",
            ago=ago,
            interval=self._duration(interval_of(cron)),
        )
        level = progress._delay_levels()[progress]
        remedy = _(
            "If everything above is green, look at the jobs of this machine under Job "
            "Queue, and whether Odoo runs its scheduled actions."
        )
        return self._light(name, level, finding, "" if level == "good" else remedy)

    def _light_of_settling(self):
        """Tell only if nobody settles orders whose outcome is unclear."""
        if self.env.ref(SETTLING, raise_if_not_found=False):
            return []
        return [self._light_of_missing_cron(_("Orders"))]

    def _light_of_missing_cron(self, name):
        """Return the light of something whose scheduled action somebody deleted."""
        finding = _("The scheduled action that does it was deleted.")
        return self._light(name, "bad", finding, remedy_for_missing_cron())
