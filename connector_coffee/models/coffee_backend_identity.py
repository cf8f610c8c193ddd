# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models

from .. import const


class CoffeeBackend(models.Model):
    """What is odd about a machine that answers all the same."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def _doubts_about(self, machine, model_name):
        """Return what a person should look at.

        :param machine: ``rows.Machine``, read this moment
        :param model_name: what the model of such a machine contains
        :return: dict of key to message
        """
        doubts = {}
        if model_name.lower() not in machine.model.lower():
            doubts["version"] = _(
                "The machine says that it is a %(model)s. Is the field Version right?",
                model=machine.model,
            )
        off = self._clock_is_off(machine) or 0
        if abs(off) > const.CLOCK_TOLERANCE:
            doubts["clock"] = _(
                "The clock of the machine is %(seconds)s seconds "
                "%(direction)s. Set it, or the field Time Zone.",
                seconds=round(abs(off)),
                direction=_("fast") if off > 0 else _("slow"),
            )
        return doubts

    @api.model
    def _clock_is_off(self, machine):
        """Return by how many seconds a clock is fast, ``None`` if it was not told.

        :param machine: ``rows.Machine``, read this moment
        """
        if not machine.clock:
            return None
        return (machine.clock - fields.Datetime.now()).total_seconds()

    def _ask_about(self, doubts):
        """Open a checkpoint for each doubt, close those that are over.

        :param doubts: dict of key to message
        """
        messages = {f"identity:{key}": text for key, text in doubts.items()}
        waiting = self.env["coffee.checkpoint"]._waiting(self, "identity:%")
        waiting.filtered(lambda checkpoint: checkpoint.key not in messages)._close()
        self._add_checkpoints(
            [{"key": key, "message": text} for key, text in messages.items()]
        )
