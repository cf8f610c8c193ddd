# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..own_transaction import own_transaction


class CoffeeBackend(models.Model):
    """What a machine has to do with orders."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def _can_pour(self):
        """Tell whether this machine pours on an order."""
        with self.sudo().work_on("coffee.order") as work:
            return work.component(usage="backend.adapter")._can_pour

    def _note_contact(self, answered):
        """Show whether the machine answers, unless somebody is writing it right now.

        In a transaction of its own: it must not endanger what an order wrote.
        """
        with own_transaction(self.env) as env:
            env.cr.execute(
                "SELECT id FROM coffee_backend"
                " WHERE id = %s AND (state = 'unreachable') = %s"
                " FOR NO KEY UPDATE SKIP LOCKED",
                [self.id, answered],
            )
            if env.cr.fetchone():
                backend = self.with_env(env).sudo()
                backend._set_state("ready" if answered else "unreachable")

    @api.model
    def _start_crons(self):
        """Also start the one that settles orders."""
        result = super()._start_crons()
        self.env.ref("connector_coffee.ir_cron_settle_order").sudo().active = True
        return result
