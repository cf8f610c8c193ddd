# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..exceptions import storable

MAX_VALUE = 80  # characters of a value that a checkpoint quotes
# beginning of a key to what people call such checkpoints
KINDS = {
    "row": "row",
    "placeholder": "row",
    "identity": "identity",
    "broken": "identity",
    "copy": "identity",
    "machine": "identity",
    "alert": "fault",
    "contact": "contact",
    "order": "order",
    "conflict": "export",
    "refused": "export",
    "missing": "export",
    "removed": "export",
}


# what people should look at first, and last
URGENCY = ("order", "fault", "identity", "export", "row", "other", "contact")


class CoffeeCheckpoint(models.Model):
    """Something that a person should look at."""

    _name = "coffee.checkpoint"
    _description = "Coffee Checkpoint"
    _order = "sequence, last_seen desc, id desc"
    _rec_name = "message"

    backend_id = fields.Many2one(
        "coffee.backend",
        string="Machine",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        help="The machine that it is about.",
    )
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True
    )
    message = fields.Text(
        required=True, readonly=True, help="What to look at, and what to do."
    )
    key = fields.Char(
        index=True, readonly=True, help="Repeated checkpoints are counted by this key."
    )
    count = fields.Integer(
        string="Times Seen",
        default=1,
        readonly=True,
        help="How often it was met while it waited.",
    )
    last_seen = fields.Datetime(
        default=fields.Datetime.now,
        readonly=True,
        help="When it was met for the last time.",
    )
    sync_id = fields.Many2one(
        "coffee.sync",
        string="Synchronisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The run that met it last.",
    )
    job_uuid = fields.Char(
        string="Job", readonly=True, help="The job that met it last."
    )
    state = fields.Selection(
        [("need_review", "Need Review"), ("reviewed", "Reviewed")],
        string="Status",
        required=True,
        readonly=True,
        default="need_review",
        index=True,
        help="Whether somebody has looked at it.",
    )
    waits = fields.Boolean(
        compute="_compute_waits",
        search="_search_waits",
        help="Somebody should look at it: it needs a review, and its machine is not "
        "archived, or may still have what was deleted in Odoo.",
    )
    reviewed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Who has looked at it; empty where it was over by itself.",
    )
    reviewed_at = fields.Datetime(
        string="Reviewed On", readonly=True, help="When somebody has looked at it."
    )
    kind = fields.Selection(
        [
            ("row", "Row Not Imported"),
            ("fault", "Fault of the Machine"),
            ("identity", "Identity of the Machine"),
            ("export", "Not Taken by the Machine"),
            ("contact", "New Contact"),
            ("order", "Order"),
            ("other", "Other"),
        ],
        compute="_compute_kind",
        store=True,
        precompute=True,
        index=True,
        help="What it is about.",
    )
    sequence = fields.Integer(
        compute="_compute_kind",
        store=True,
        precompute=True,
        help="What is urgent comes first.",
    )
    lasts = fields.Boolean(
        string="Still There",
        readonly=True,
        help="The machine goes on telling this fault, reviewed or not.",
    )
    field_name = fields.Char(
        string="Field", readonly=True, help="What in the row makes no sense."
    )
    value_seen = fields.Char(
        string="On the Machine", readonly=True, help="The value that the machine sent."
    )
    value_expected = fields.Char(
        string="In Odoo",
        readonly=True,
        help="The value that Odoo has; empty where it does not know the record yet.",
    )
    reason = fields.Char(
        readonly=True, help="Why the value was refused, and what is expected."
    )

    @api.depends("state", "key", "backend_id.active")
    def _compute_waits(self):
        waiting = self.filtered_domain(self._domain_of_waiting())
        for checkpoint in self:
            checkpoint.waits = checkpoint in waiting

    def _search_waits(self, operator, value):
        """Turn the condition into one on stored fields; 19.0 asks with "in"."""
        wanted = True in value if operator in ("in", "not in") else bool(value)
        domain = self._domain_of_waiting()
        if wanted == (operator in ("=", "in")):
            return domain
        return ["!", *domain]

    def _domain_of_waiting(self):
        return [
            "&",
            ("state", "=", "need_review"),
            "|",
            ("backend_id.active", "=", True),
            ("key", "=like", "removed:%"),
        ]

    @api.depends("key", "model")
    def _compute_kind(self):
        for checkpoint in self:
            beginning = (checkpoint.key or "").partition(":")[0]
            contact = not beginning and checkpoint.model == "res.partner"
            checkpoint.kind = "contact" if contact else KINDS.get(beginning, "other")
            checkpoint.sequence = URGENCY.index(checkpoint.kind)

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    @api.model
    def _add(self, backend, values_list):
        """Add checkpoints; one that waits under the same key is counted up.

        :param backend: ``coffee.backend``
        :param values_list: list of dicts with ``message`` and optionally ``model``,
            ``res_id``, ``key``, ``sync_id``
        :return: the checkpoints, new and old
        """
        keys = {values["key"] for values in values_list if values.get("key")}
        waiting = self.search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "need_review"),
                ("key", "in", list(keys)),
            ]
        )
        by_key = {checkpoint.key: checkpoint for checkpoint in waiting}
        common = {
            "backend_id": backend.id,
            "job_uuid": self.env.context.get("job_uuid"),
            "last_seen": fields.Datetime.now(),
        }
        new = {}
        for position, values in enumerate(values_list):
            key = values.get("key") or position
            values = {**common, **values}
            if key in by_key:
                by_key[key].write({**values, "count": by_key[key].count + 1})
            elif key in new:
                new[key]["count"] += 1
            else:
                new[key] = {**values, "count": 1}
        backend._notify_clients()
        return waiting | self.create(list(new.values()))

    @api.model
    def _waiting(self, backend, key_pattern):
        """Return the checkpoints of a machine that wait, by their keys."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "need_review"),
                ("key", "=like", key_pattern),
            ]
        )

    @api.model
    def _faults(self, backend):
        """Return the faults of a machine that wait or, reviewed or not, last."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("key", "=like", "alert:%"),
                "|",
                ("state", "=", "need_review"),
                ("lasts", "=", True),
            ]
        )

    def _end_faults(self):
        """Close faults that are over; what a person has reviewed stays so."""
        self.filtered("lasts").write({"lasts": False})
        self.filtered(lambda fault: fault.state == "need_review")._close()

    def _has_news(self):
        """Tell whether any of these says what none before it has said.

        One that somebody has reviewed comes back as another, and is no news.
        """
        first = self.filtered(lambda checkpoint: checkpoint.count == 1)
        before = self.search([("key", "in", first.mapped("key"))]) - first
        known = {(old.backend_id, old.key, old.message) for old in before}
        return any((c.backend_id, c.key, c.message) not in known for c in first)

    def _close(self):
        """Close what is over by itself: reviewed by nobody."""
        self.write({"state": "reviewed", "reviewed_at": fields.Datetime.now()})
        self.backend_id._notify_clients()

    @api.model
    def _add_faults(self, backend, alerts, sync=None):
        """Make a checkpoint of each fault of a machine that is not known yet.

        One that somebody has reviewed is known as long as it lasts. The import of
        levels closes it when the machine does not tell the fault any more.

        :param backend: ``coffee.backend``
        :param alerts: list of ``rows.Alert``
        :param sync: the run that met them
        """
        known = set(self._faults(backend).mapped("key"))
        values_list = [
            {
                "message": alert.message,
                "key": alert.key,
                "sync_id": sync and sync.id,
                "lasts": True,
            }
            for alert in alerts
        ]
        new = [values for values in values_list if values["key"] not in known]
        return self._add(backend, new)

    @api.model
    def _add_rows(self, flow, errors, sync=None):
        """Make checkpoints of rows that an import refused.

        :param flow: ``coffee.flow``
        :param errors: list of ``CoffeeRowError``
        :param sync: the run that met them
        """
        records = self._records_of(flow, errors)
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
                "key": f"row:{flow.model_name}:{error.external_id}:{error.field}",
                "sync_id": sync and sync.id,
            }
            for error in errors
        ]
        return self._add(flow.backend_id, values_list)

    @api.model
    def _records_of(self, flow, errors):
        """Find what Odoo has of refused rows, with one query.

        :return: dict of id on the machine to binding
        """
        bindings = self.env[flow.model_name].with_context(active_test=False)
        external_ids = {error.external_id for error in errors}
        found = bindings.search(
            [
                ("backend_id", "=", flow.backend_id.id),
                ("coffee_id", "in", list(external_ids)),
            ]
        )
        return {binding.coffee_id: binding for binding in found}

    @api.model
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

    def action_review(self):
        """Mark as reviewed, by whom and when."""
        self.write(
            {
                "state": "reviewed",
                "reviewed_by_id": self.env.user.id,
                "reviewed_at": fields.Datetime.now(),
            }
        )
        self.backend_id._notify_clients()
        return True

    def action_open_job(self):
        """Open the job that made this checkpoint.

        :raise UserError: no job did, or it was cleaned up
        """
        self.ensure_one()
        job = self.env["queue.job"].search([("uuid", "=", self.job_uuid)], limit=1)
        if not job:
            raise UserError(_("The job of this checkpoint is not kept any more."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "queue.job",
            "res_id": job.id,
            "view_mode": "form",
        }

    def action_open_record(self):
        """Open the record to look at.

        :raise UserError: there is none, or it was deleted
        """
        self.ensure_one()
        if not self.res_id or not self.env[self.model].browse(self.res_id).exists():
            raise UserError(_("There is no record to open for this checkpoint."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
        }


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
