# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields, models

from ..exceptions import storable

MAX_VALUE = 80  # characters of a value that a checkpoint quotes


class CoffeeBackend(models.Model):
    """The calls that make checkpoints."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    checkpoint_count = fields.Integer(
        compute="_compute_checkpoint_count",
        compute_sudo=True,
        help="Checkpoints that wait for a review.",
    )

    def _compute_checkpoint_count(self):
        groups = self.env["coffee.checkpoint"]._read_group(
            [("backend_id", "in", self.ids), ("state", "=", "need_review")],
            ["backend_id"],
            ["__count"],
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.checkpoint_count = counts.get(backend.id, 0)

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

    def _ask_for_rates(self, currencies):
        """Ask for the rate of currencies: once for all machines of the company.

        What a person has reviewed is not asked again; a rate that comes closes it.
        """
        for currency in currencies:
            key = f"rate:{currency.name}:{self.company_id.id}"
            asked = self.env["coffee.checkpoint"].search_count(
                [
                    ("key", "=", key),
                    "|",
                    ("state", "=", "need_review"),
                    ("reviewed_by_id", "!=", False),
                ],
                limit=1,
            )
            if not asked:
                self.add_checkpoint(
                    message=_(
                        "Odoo has no rate of %(currency)s for %(company)s: sales count "
                        "nothing, and prices are not converted. Add a rate, and what "
                        "waits for it is mended.",
                        currency=currency.name,
                        company=self.company_id.name,
                    ),
                    key=key,
                )

    def _open_alerts(self, alerts, sync=None):
        """Make a checkpoint of each fault that is not known yet.

        One that somebody has reviewed is known as long as it lasts. The import of
        levels closes it when the machine does not tell the fault any more.

        :param alerts: list of ``rows.Alert``
        :param sync: the run that met them
        """
        known = set(self.env["coffee.checkpoint"]._faults(self).mapped("key"))
        values_list = [
            {
                "message": alert.message,
                "key": alert.key,
                "sync_id": sync and sync.id,
                "lasts": True,
            }
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
        records = self._records_of(model_name, errors)
        values_list = [
            {
                **self._both_sides(records.get(error.external_id), error),
                "message": _(
                    "%(id)s was not imported. %(field)s is %(value)r. %(reason)s",
                    id=error.external_id,
                    field=error.field,
                    value=str(error.value)[:MAX_VALUE],
                    reason=error.reason,
                ),
                "key": f"row:{model_name}:{error.external_id}:{error.field}",
                "sync_id": sync and sync.id,
            }
            for error in errors
        ]
        return self._add_checkpoints(values_list)

    def _records_of(self, model_name, errors):
        """Find what Odoo has of refused rows, with one query.

        :return: dict of id on the machine to binding
        """
        bindings = self.env[model_name].with_context(active_test=False)
        external_ids = {error.external_id for error in errors}
        found = bindings.search(
            [("backend_id", "=", self.id), ("coffee_id", "in", list(external_ids))]
        )
        return {binding.coffee_id: binding for binding in found}

    def _both_sides(self, record, error):
        """Return what the machine sent and what Odoo has, for a review.

        :param record: the binding, ``None`` for a row that Odoo does not know
        """
        values = {
            "field_name": error.field,
            "value_seen": printable(error.value),
            "reason": error.reason,
        }
        if record:
            name = field_of(record, error.field)
            values.update(model=record._name, res_id=record.id)
            values["value_expected"] = name and printable(record[name])
        return values


def field_of(record, name):
    """Return the field of Odoo for a field of a row, ``None`` if there is none."""
    names = (f"coffee_{name}", f"{name}_id", name)
    return next((name for name in names if name in record._fields), None)


def printable(value):
    """Return a value as a person reads it, in short."""
    if isinstance(value, models.BaseModel):
        value = value.display_name
    text = "" if value is None or value is False else str(value)
    return storable(text[:MAX_VALUE])
