# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields, models

from .. import const
from ..database import touch, try_lock
from ..exceptions import CoffeeRetryableError
from ..paging import Pages


class CoffeeCursor(models.Model):
    """How far a flow of a machine has been read, and the lock of that flow."""

    _name = "coffee.cursor"
    _description = "Coffee Cursor"
    _rec_name = "flow"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    flow = fields.Selection(
        selection=lambda self: self.env["coffee.backend"]._select_flows(),
        required=True,
        help="What is read from the machine.",
    )
    position = fields.Char(
        readonly=True, help="Where the next import goes on, in the machine's own way."
    )
    last_success = fields.Datetime(
        readonly=True, help="When a page was read for the last time."
    )
    sync_id = fields.Many2one("coffee.sync", string="Current Run", readonly=True)

    _sql_constraints = [
        (
            "flow_uniq",
            "unique(backend_id, flow)",
            "A machine has one cursor for each flow.",
        ),
    ]

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    def _lock(self):
        """Lock the flow until the end of the transaction.

        The lock also writes: a transaction that began before this one ended would
        not see what it has created, and must not get the lock after it.

        :raise CoffeeRetryableError: another job has it; costs no try
        """
        self.flush_recordset()
        if not try_lock(self):
            raise CoffeeRetryableError(
                _("Another job is working on this flow."),
                seconds=const.LOCK_DELAY,
                ignore_retry=True,
            )
        touch(self)
        self.invalidate_recordset()

    def _pages_of_run(self):
        """Return what the current run knows of its pages; none goes on: nothing.

        :return: ``Pages``
        """
        position, run = self.position or None, self.sync_id
        if run.state != "running":
            return Pages(position)
        return Pages(position, run.pages, run.rows, run.landmark or None)

    def advance(self, page, outcome, seconds):
        """Move past a page and count it in the current run.

        :param page: ``rows.Page``
        :param outcome: ``Outcome`` of the record importer
        :param seconds: what the page took
        :return: ``coffee.sync``
        """
        sync = self.sync_id
        if not sync or sync.state != "running":
            sync = self.env["coffee.sync"].create(
                {
                    "backend_id": self.backend_id.id,
                    "flow": self.flow,
                    "total": page.total or 0,
                }
            )
        sync._count(outcome, seconds, last=not page.more)
        self.write(
            {
                "position": page.position or self.position,
                "sync_id": sync.id,
                "last_success": fields.Datetime.now(),
            }
        )
        self.backend_id._note_contact()
        return sync

    def action_start_over(self):
        """Read the flow from its beginning next time; nothing is doubled."""
        self.write({"position": False})
