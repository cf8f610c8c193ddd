# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class QueueJob(models.Model):
    """The run that a job did a page of, to look jobs up by."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "queue.job"

    coffee_sync_id = fields.Many2one(
        "coffee.sync",
        string="Coffee Synchronisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The run that this job did a page of.",
    )
