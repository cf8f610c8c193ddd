# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import msgspec

from odoo import api, fields, models

from ..machine_clock import to_utc
from ..sales_page import LastRead


class Coffee1900Counter(models.Model):
    """The counters of a machine as read last, and so where its next sale begins.

    One for each serial number that a machine had. Written in the transaction that
    writes the sales, so none is lost and none is counted twice.
    """

    _name = "coffee.1900.counter"
    _description = "Coffee 1900 Counters"
    _order = "write_date desc, id desc"
    _rec_name = "serial"

    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    serial = fields.Char(string="Serial Number", readonly=True)
    last_read = fields.Json(readonly=True)
    reading = fields.Integer(readonly=True, help="Number of audits that Odoo has read.")
    read_number = fields.Integer(
        readonly=True, help="Number that the machine gave to its last audit."
    )
    since = fields.Datetime(
        string="First Audit",
        readonly=True,
        help="The sales after this audit come from audits.",
    )
    read_at = fields.Datetime(
        string="Last Audit",
        readonly=True,
        help="The sales up to this audit are in Odoo.",
    )
    earlier = fields.Json(
        readonly=True,
        help="First and last audit of each earlier period in which the sales came from "
        "audits; UTC.",
    )
    total = fields.Integer(
        string="Paid Vends", readonly=True, help="Of the machine, since it was made."
    )

    _sql_constraints = [
        (
            "serial_uniq",
            "unique(backend_id, serial)",
            "A machine has its counters once for each serial number.",
        ),
    ]

    @api.model
    def _of(self, backend, serial):
        return self.sudo().search(
            [("backend_id", "=", backend.id), ("serial", "=", serial or False)]
        )

    @api.model
    def _last_read_of(self, backend, serial):
        """Return how the counters of a machine stood last.

        :param serial: number of the machine, "" if it is not known yet
        :return: ``LastRead``, a new one before the first audit
        """
        if counter := self._of(backend, serial):
            return counter._load()
        with backend.work_on("coffee.brew") as work:
            binder = work.component(usage="binder")
            return LastRead(reading=binder.last_reading(serial))

    def _load(self):
        """Return how the counters stood last; of no record, ``LastRead`` of none.

        :raise msgspec.ValidationError: it is not what ``_keep`` wrote
        """
        return msgspec.convert(self.last_read or {}, LastRead)

    @api.model
    def _follow(self, backend, old, new):
        """Let the counters go on under another serial number of the same machine."""
        last_read = self._of(backend, old)._load()
        if not last_read.state or old == new:
            return
        reading = max(last_read.reading, self._last_read_of(backend, new).reading)
        state = msgspec.structs.replace(last_read.state, serial=new)
        self._keep(backend, new, LastRead(reading, state))

    @api.model
    def _keep(self, backend, serial, last_read):
        """Remember how the counters stand; the first audit gives the serial number.

        :param last_read: ``LastRead``; money becomes text, so nothing of it is lost
        """
        if serial and not backend.serial:
            backend.serial = serial
        counter = self._of(backend, serial)
        if last_read == counter._load():
            return
        values = {
            "last_read": msgspec.to_builtins(last_read),
            **self._shown(backend, last_read),
        }
        if counter:
            # after a time without audits, a new time begins with this one
            counter.write({"since": counter.since or values["read_at"], **values})
            return
        self.sudo().create(
            {
                "backend_id": backend.id,
                "serial": serial or False,
                "since": values["read_at"],
                **values,
            }
        )

    @api.model
    def _shown(self, backend, last_read):
        """Return what a person sees of the counters."""
        state, now = last_read.state, fields.Datetime.now()
        return {
            "reading": last_read.reading,
            "read_number": state.read_number or 0,
            "read_at": to_utc(state.moment, backend.tz) if state.moment else now,
            "total": state.total.number or 0,
        }

    def _have_counted(self, moment):
        """Return whether audits brought the sales of a moment, a naive UTC datetime."""
        return any(
            since <= moment <= until
            for counter in self
            for since, until in counter._spans()
        )

    def _spans(self):
        """Return the times whose sales audits brought, as pairs of naive UTC."""
        to_datetime = fields.Datetime.to_datetime
        spans = [tuple(map(to_datetime, span)) for span in self.earlier or []]
        if self.since and self.read_at:
            spans.append((self.since, self.read_at))
        return spans

    def _forget(self):
        """Let the next audit be a baseline; readings go on being counted.

        What is sold before it is not brought by audits, so a log may bring it.
        """
        for counter in self.sudo():
            reading = counter._load().reading
            spans = [
                list(map(fields.Datetime.to_string, span)) for span in counter._spans()
            ]
            counter.write(
                {
                    "last_read": msgspec.to_builtins(LastRead(reading)),
                    "earlier": spans,
                    "since": False,
                }
            )
