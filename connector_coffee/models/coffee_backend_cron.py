# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, models

from ..database import try_lock

# flow to the cron that imports it
CRONS = {
    "coffee.product.product": "connector_coffee.ir_cron_import_product",
    "coffee.res.partner": "connector_coffee.ir_cron_import_partner",
    "coffee.brew": "connector_coffee.ir_cron_import_brew",
    "coffee.consumable": "connector_coffee.ir_cron_import_consumable",
}


class CoffeeBackend(models.Model):
    """The crons that import at intervals: one for each flow, none runs a job itself."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    @api.model
    def _confirmed(self):
        """Return the machines that have answered once, of all companies."""
        return self.sudo().search([("confirmed_at", "!=", False)])

    @api.model
    def _crons(self):
        """Return the cron of each flow.

        :return: dict of flow to ``ir.cron``, empty where it was deleted
        """
        crons = {}
        for flow, xmlid in CRONS.items():
            # somebody may have deleted it
            cron = self.env.ref(xmlid, raise_if_not_found=False)
            crons[flow] = (cron or self.env["ir.cron"]).sudo()
        return crons

    @api.model
    def _start_crons(self):
        """Switch the crons on, when the first machine is confirmed."""
        for cron in self._crons().values():
            self._start_cron(cron)

    @api.model
    def _start_cron(self, cron):
        """Switch a cron on, unless it is, or somebody is at it just now."""
        if cron and not cron.active and try_lock(cron):
            cron.active = True

    @api.model
    def _cron_import(self, model_name):
        """Enqueue an import of one flow for every machine that can give it.

        One that cannot be worked on gets a checkpoint, and the others go on. One that
        may be the same as another one is left out until a person has said that it is
        not.
        """
        for backend in self._confirmed():
            with backend._without_stopping_others():
                backend._check_workable()
                twin = backend._twin_question(backend.serial)
                if not twin and backend._can_import(model_name):
                    backend._wake_import(model_name)
                    backend._enqueue_left_exports(model_name)
                backend._close_checkpoints("broken:%")


def remedy_for_missing_cron():
    """Say how to get back a scheduled action that was deleted."""
    return _(
        "Upgrade the app Coffee Connector under Apps to get it back, then set its "
        "interval under Settings > Coffee."
    )
