# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models


class CoffeeBackend(models.Model):
    """The calls that make checkpoints."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def add_checkpoint(self, model=None, record_id=None, message=None, key=None):
        """Ask a person to look at something of this machine.

        :param model: name of a model, with ``record_id`` the record to look at
        :param message: what to look at and what to do
        :param key: a checkpoint that waits under the same key is counted up instead
        :return: ``coffee.checkpoint``
        """
        values = {"model": model, "res_id": record_id, "message": message, "key": key}
        return self._add_checkpoints([values])

    def _add_checkpoints(self, values_list):
        """Make many checkpoints at once.

        :param values_list: list of dicts of values of ``coffee.checkpoint``
        :return: ``coffee.checkpoint``, the new and those that were counted up
        """
        self.ensure_one()
        return self.env["coffee.checkpoint"]._add(self, values_list)

    def _open_alerts(self, alerts, sync=None):
        """Make a checkpoint of each fault that is not known yet.

        The import of levels closes it when the machine does not tell the fault any
        more.

        :param alerts: list of ``rows.Alert``
        :param sync: the run that met them
        """
        waiting = self.env["coffee.checkpoint"]._waiting(self, "alert:%")
        known = set(waiting.mapped("key"))
        values_list = [
            {"message": alert.message, "key": alert.key, "sync_id": sync and sync.id}
            for alert in alerts
        ]
        return self._add_checkpoints(
            [values for values in values_list if values["key"] not in known]
        )

    def _add_row_checkpoints(self, model_name, errors, sync=None):
        """Make checkpoints of rows that an import refused.

        :param errors: list of ``CoffeeRowError``
        :param sync: the run that met them
        """
        values_list = [
            {
                "message": _(
                    "%(id)s was not imported. %(field)s is %(value)r. %(reason)s",
                    id=error.external_id,
                    field=error.field,
                    value=str(error.value)[:80],
                    reason=error.reason,
                ),
                "key": f"row:{model_name}:{error.external_id}:{error.field}",
                "sync_id": sync and sync.id,
            }
            for error in errors
        ]
        return self._add_checkpoints(values_list)
