# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

import msgspec

from odoo import api, fields, models

from ..account import Account, dump, load
from ..local_time import to_utc


class Coffee1900Counter(models.Model):
    """The counters of a machine as last booked, and so where its next sale begins.

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
    account = fields.Json(readonly=True)
    reading = fields.Integer(
        readonly=True, help="How many audits were booked, counted by Odoo."
    )
    read_number = fields.Integer(
        readonly=True, help="Number of the last audit, counted by the machine."
    )
    since = fields.Datetime(
        string="First Audit", readonly=True, help="Audits brought the sales after it."
    )
    read_at = fields.Datetime(
        string="Last Audit", readonly=True, help="Audits brought the sales up to it."
    )
    earlier = fields.Json(
        readonly=True,
        help="First and last audit of the times before, when audits were the source of "
        "sales and then the log was; UTC.",
    )
    total = fields.Integer(
        string="Paid Vends", readonly=True, help="Of the machine, in its whole life."
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
    def _account_of(self, backend, serial):
        """Return how the counters of a machine stood last.

        :param serial: number of the machine, "" if it is not known yet
        :return: ``Account``, a new one before the first audit
        """
        counter = self._of(backend, serial)
        if counter:
            return load(counter.account)
        return Account(reading=self._last_reading(backend, serial))

    @api.model
    def _last_reading(self, backend, serial):
        """Return the last reading that a sale is named after, 0 if there is none.

        The sales stay when this addon goes, its counters do not: where they are new,
        readings must not be counted from the beginning.
        """
        self.env["coffee.brew"].flush_model(["coffee_id"])
        number = re.escape(serial) if serial else ".+"
        self.env.cr.execute(
            "SELECT max(substring(coffee_id FROM %s)::integer) FROM coffee_brew"
            " WHERE backend_id = %s AND coffee_id LIKE '%%:%%'",
            [f"^(?:g[0-9]+:)?{number}:([0-9]{{1,9}}):", backend.id],
        )
        return self.env.cr.fetchone()[0] or 0

    @api.model
    def _follow(self, backend, old, new):
        """Let the counters go on under another serial number of the same machine."""
        counter = self._of(backend, old)
        account = load(counter.account)
        if not account.state or old == new:
            return
        reading = max(account.reading, self._account_of(backend, new).reading)
        state = msgspec.structs.replace(account.state, serial=new)
        changed = msgspec.structs.replace(account, reading=reading, state=state)
        self._keep(backend, new, changed)

    @api.model
    def _keep(self, backend, serial, account):
        """Remember how the counters stand; the first audit tells the serial number.

        :param account: ``Account``
        """
        if serial and not backend.serial:
            backend.serial = serial
        counter = self._of(backend, serial)
        if account == load(counter.account):
            return
        values = {"account": dump(account), **self._shown(backend, account)}
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
    def _shown(self, backend, account):
        """Return what a person sees of an account."""
        state, now = account.state, fields.Datetime.now()
        return {
            "reading": account.reading,
            "read_number": state.read_number or 0,
            "read_at": to_utc(state.moment, backend.tz) if state.moment else now,
            "total": state.total.number or 0,
        }

    def _have_counted(self, moment):
        """Tell whether audits brought the sales of a moment, a naive UTC datetime."""
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
            account = load(counter.account)
            spans = [
                list(map(fields.Datetime.to_string, span)) for span in counter._spans()
            ]
            counter.write(
                {
                    "account": dump(Account(reading=account.reading)),
                    "earlier": spans,
                    "since": False,
                }
            )
