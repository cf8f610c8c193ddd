# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Audits of one machine, one after the other, to a page of sales."""

from datetime import timedelta

from odoo import _

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from . import eva_dts
from .machine_clock import to_utc
from .sales_page import CountedBrew, LastRead, SalesPage

CLOCK_AHEAD = 1  # days that the clock of a machine may be ahead and still be believed


class AuditSales:
    """Read the sales out of audits.

    :param name: function (serial, reading, product, payment) that returns the id of
        a sale, as the binder of brews has it
    :param last_read: ``LastRead``
    :param serial: number of the machine; "" for the first one that comes
    :param tz: name of the time zone where the machine stands
    :param currency: ISO code, for a machine that names none
    :param now: naive UTC time, for a machine whose clock cannot be right
    """

    def __init__(self, name, last_read, serial, tz, currency, now):
        self.name = name
        self.last_read, self.serial = last_read, serial
        self.tz, self.currency, self.now = tz, currency, now
        self.rows, self.checkpoints, self.warnings = [], [], []

    def add(self, audit, place=""):
        """Add one audit; one that is refused becomes a checkpoint and changes nothing.

        :param place: where it stands in a file, for people; "" for the machine
        :raise CoffeeConfigurationError: it is of another machine
        """
        if not audit.refused:
            self.serial = check_serial(audit, self.serial)
        last = self.last_read.state
        outcome = eva_dts.difference(last, audit, live=not place)
        for problem in outcome.checkpoints:
            self._ask(problem, audit, place)
        problems = (*outcome.warnings, *audit.warnings)
        self.warnings += [problem.message for problem in problems]
        if outcome.state is last:  # not to be remembered
            return
        self.last_read = LastRead(self.last_read.reading + 1, outcome.state)
        self.rows += [
            self._row(audit, gain) for gain in (*outcome.sales, *outcome.unpaid)
        ]

    def page(self, kind=SalesPage, **options):
        """Return all that was read.

        :param kind: ``SalesPage`` or a class that adds to it
        :param options: other fields of the page
        """
        return kind(
            rows=self.rows,
            checkpoints=self.checkpoints,
            warnings=self.warnings,
            serial=self.serial,
            last_read=self.last_read,
            **options,
        )

    def _ask(self, problem, audit, place):
        """Let a person look at what an audit says."""
        number = "" if audit.read_number is None else audit.read_number
        where = place or _("Audit of the machine, read %s", number)
        message = f"{where}: {problem.message} {remedy(problem.code)}".strip()
        parts = (problem.code, self.serial, number, problem.product, place)
        key = ":".join(("audit", *map(str, parts)))
        self.checkpoints.append(rows.Checkpoint(message, key))

    def _row(self, audit, gain):
        """Return a sale as a row; its id names the reading, so none has it later."""
        reading = self.last_read.reading
        return CountedBrew(
            external_id=self.name(self.serial, reading, gain.product, gain.part),
            drink=gain.product,
            started_at=self._moment(audit),
            quantity=gain.number,
            amount=gain.value or 0,
            currency=audit.currency or self.currency,
            payment=gain.part,
            drink_row=drink_row(audit.product(gain.product), audit, self.currency),
        )

    def _moment(self, audit):
        """Return when an audit was read; now, if its clock cannot be right."""
        local = audit.moment
        if local is None or local.year < eva_dts.CLOCK_SET:
            return self.now
        moment = to_utc(local, self.tz)
        ahead = moment > self.now + timedelta(days=CLOCK_AHEAD)
        return self.now if ahead else moment


def check_serial(audit, expected):
    """Make sure that an audit is of the machine that it is read for.

    :param expected: serial number, "" for any
    :return: the serial number that later audits must have, "" for any
    :raise CoffeeConfigurationError: it is of another machine
    """
    try:
        eva_dts.check_serial(audit, expected)
    except eva_dts.SerialMismatch as err:
        raise CoffeeConfigurationError(
            _(
                "This audit is of machine %(found)s, but the field Serial Number "
                "says %(expected)s. Upload it to the machine that it belongs to. If "
                "the machine was replaced, press Machine Was Replaced on its form.",
                found=err.found,
                expected=err.expected,
            )
        ) from err
    return expected or audit.serial


def drink_row(product, audit, currency):
    """Return a product of an audit as a drink.

    :param product: ``eva_dts.Product``
    :param currency: ISO code, for a machine that names none
    :return: ``rows.Drink``
    """
    return rows.Drink(
        external_id=product.number,
        name=product.name or product.number,
        selection=product.number,
        price=product.price,
        currency=audit.currency or currency,
        available=product.present,
    )


def remedy(code):
    """Say what to do about a problem that ``eva_dts.difference`` reports."""
    return {
        "refused": _("Nothing of it was imported. Read the machine again."),
        "money": _("Check that the machine shows the right currency."),
        "older": _("Nothing to do, unless the clock of the machine was set."),
        "reset": _("Odoo does not know what it sold between the two reads."),
        "clock": _("Set the clock of the machine."),
        "uncounted": _("Enter its sales by hand."),
        "value_only": _("Compare the amount with the money in the machine."),
    }.get(code, "")
