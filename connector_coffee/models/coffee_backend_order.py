# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

import psycopg2

from odoo import api, fields, models

from ..own_transaction import own_transaction

_logger = logging.getLogger(__name__)

SETTLING = "connector_coffee.ir_cron_settle_order"


class CoffeeBackend(models.Model):
    """What a machine has to do with orders."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    order_count = fields.Integer(compute="_compute_order_count")
    pour_blocked = fields.Boolean(
        string="Pours Nothing",
        readonly=True,
        copy=False,
        help="A fault that the machine told the last time stops it from pouring.",
    )
    can_pour = fields.Boolean(
        compute="_compute_can_pour",
        compute_sudo=True,
        help="The machine takes orders, and no fault stops it from pouring.",
    )

    @api.depends("active", "version", "state", "pour_blocked")
    def _compute_can_pour(self):
        machines = self.env["coffee.product.product"]._machines_that_pour()
        for backend in self:
            backend.can_pour = backend._origin in machines

    def _note_blocked(self, blocking):
        """Show whether a fault stops the machine from pouring, where that is new.

        :param blocking: booleans, one for each fault that is there now
        """
        blocked = any(blocking)
        if self.pour_blocked != blocked:
            self.pour_blocked = blocked

    def action_test_connection(self):
        """Also forget a fault of before, when the machine says that it has none."""
        result = super().action_test_connection()
        if self.state in ("ready", "brewing"):
            self._note_blocked([])
        return result

    def _compute_order_count(self):
        groups = self.env["coffee.order"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.order_count = counts.get(backend.id, 0)

    def action_pour(self):
        """Open the wizard for the drinks of this machine.

        :raise UserError: machines of this version do not pour on an order
        """
        self.ensure_one()
        with self._errors_for_people():
            self._check_can_pour()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "connector_coffee.coffee_pour_action"
            ),
            "context": {"default_backend_id": self.id},
        }

    def _check_can_pour(self):
        """Refuse a machine that does not pour on an order.

        :raise CoffeeNoContactError: it must be left alone
        :raise CoffeeConfigurationError: says so
        """
        self._check_workable()
        work = self.sudo()._components_on("coffee.order")
        adapter = work.component(usage="backend.adapter")
        if not adapter._can_pour:
            raise adapter._unable()

    def _can_pour(self):
        """Tell whether this machine pours on an order."""
        work = self.sudo()._components_on("coffee.order")
        return work.component(usage="backend.adapter")._can_pour

    def _note_answer(self, answered):
        """Show whether the machine answers, unless somebody is writing it right now.

        In a transaction of its own, and without an error of the database: it must not
        endanger what an order wrote, nor have its request repeated.
        """
        try:
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
        except psycopg2.Error:
            _logger.info("The next answer of machine %s tells", self.id, exc_info=True)

    @api.model
    def _start_crons(self):
        """Also start the one that settles orders."""
        result = super()._start_crons()
        # somebody may have deleted it
        cron = self.env.ref(SETTLING, raise_if_not_found=False)
        self._start_cron((cron or self.env["ir.cron"]).sudo())
        return result
