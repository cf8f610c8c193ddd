# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class QueueJob(models.Model):
    _inherit = "queue.job"

    coffee_backend_id = fields.Many2one(
        "coffee.backend",
        string="Coffee Machine",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The machine that this job talks to.",
    )
    coffee_sync_id = fields.Many2one(
        "coffee.sync",
        string="Coffee Synchronisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The run that this job did a page of.",
    )
