# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models


class QueueJob(models.Model):
    """A job of ours is not due before the moment that it was put off to.

    The database keeps whole seconds and drops the rest: a machine that asks for a
    pause would be asked again up to a second too early.
    """

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "queue.job"

    @api.model_create_multi
    def create(self, vals_list):
        """Round up when a job may begin."""
        return super().create(
            [
                not_before(vals) if is_ours(vals.get("model_name")) else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Round up when a job may begin again."""
        if vals.get("eta") and all(is_ours(job.model_name) for job in self):
            vals = not_before(vals)
        return super().write(vals)


def is_ours(model_name):
    """Tell whether jobs of a model are the connector's."""
    return (model_name or "").startswith("coffee.")


def not_before(vals):
    """Return values whose ``eta``, a datetime with microseconds, is rounded up."""
    eta = vals.get("eta")
    if not getattr(eta, "microsecond", 0):
        return vals
    return {**vals, "eta": eta.replace(microsecond=0) + timedelta(seconds=1)}
