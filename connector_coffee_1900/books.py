# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Audits of one machine to a page of sales: the books between two reads."""

from datetime import timedelta

from odoo import _

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from . import eva_dts, unpaid
from .account import Account
from .const import CLOCK_AHEAD
from .eva_dts.sales import CLOCK_SET
from .local_time import to_utc
from .page import CountedBrew, Notice, SalesPage

PAYMENTS = {"CA": "cash", "DA": "cashless", "DB": "cashless", "TA": "token"}
STARTS_ANEW = {"baseline", "money"}
NOTHING_NEW = {"same_counters"}


class Books:
    """Books audits one after the other.

    :param account: ``Account``, how the counters stood last
    :param serial: number of the machine; "" for the first one that comes
    :param tz: name of the time zone where the machine stands
    :param currency: ISO code, for a machine that names none
    :param now: naive UTC time, for a machine whose clock cannot be right
    """

    def __init__(self, account: Account, serial, tz, currency, now):
        self.account, self.serial = account, serial
        self.tz, self.currency, self.now = tz, currency, now
        self.rows, self.notices, self.warnings = [], [], []

    def book(self, audit, place=""):
        """Book one audit; what is refused is told and changes nothing.

        :param place: where it stands in a file, for people; "" for the machine
        :raise CoffeeConfigurationError: it is of another machine
        """
        if not audit.refused:
            self._check_serial(audit)
        last = self.account.state
        outcome = eva_dts.difference(last, audit, live=not place)
        for finding in outcome.findings:
            self._tell(finding, audit, place)
        self.warnings += [problem.message for problem in audit.warnings]
        if outcome.state is last:  # not to be remembered, or never will be compared
            return
        reading = self.account.reading + 1
        vends = unpaid.counts(audit)
        anew = STARTS_ANEW.intersection(finding.code for finding in outcome.findings)
        gains = [] if anew else unpaid.gains(self.account.unpaid, vends)
        self.account = Account(reading, outcome.state, {**self.account.unpaid, **vends})
        self._sell(audit, outcome.sales)
        self._give_away(audit, gains)

    def page(self, kind=SalesPage, **options):
        """Return all that was booked.

        :param kind: ``SalesPage`` or a class that adds to it
        :param options: other fields of the page
        """
        return kind(
            rows=self.rows,
            notices=self.notices,
            warnings=self.warnings,
            serial=self.serial,
            account=self.account,
            **options,
        )

    def _check_serial(self, audit):
        self.serial = check_serial(audit, self.serial)

    def _tell(self, finding, audit, place):
        """Tell a person what is serious, and the run what is worth knowing."""
        if finding.serious:
            number = "" if audit.read_number is None else audit.read_number
            where = place or _("Audit of the machine, read %s", number)
            parts = (finding.code, self.serial, number, finding.product, place)
            self.notices.append(
                Notice(
                    f"{where}: {finding.message} {remedy(finding.code)}".strip(),
                    ":".join(("audit", *map(str, parts))),
                )
            )
        elif finding.code not in NOTHING_NEW:
            self.warnings.append(finding.message)

    def _sell(self, audit, sales):
        for sale in sales:
            self._add(
                audit,
                sale.product,
                sale.device or "-",
                quantity=sale.quantity,
                amount=sale.value,
                payment=PAYMENTS.get(sale.device, "other"),
            )

    def _give_away(self, audit, gains):
        for kind, product, quantity in gains:
            self._add(audit, product, kind, quantity=quantity, amount=0, payment=kind)

    def _add(self, audit, product, how, **values):
        """Add a row; its id names the reading, so no later one has the same."""
        self.rows.append(
            CountedBrew(
                external_id=f"{self.serial}:{self.account.reading}:{product}:{how}",
                drink=product,
                started_at=self._moment(audit),
                currency=audit.currency or self.currency,
                drink_row=drink_row(audit.product(product), audit, self.currency),
                **values,
            )
        )

    def _moment(self, audit):
        """Return when an audit was read; now, if its clock cannot be right."""
        local = audit.moment
        if local is None or local.year < CLOCK_SET:
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
                "says %(expected)s. Read it into the machine that it is of; if it was "
                "replaced, press Machine Was Replaced on its form first.",
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
    """Say what to do about a finding of ``eva_dts``."""
    return {
        "refused": _("Nothing of it was imported. Read the machine again."),
        "money": _("Check that the machine shows the right currency."),
        "older": _("Nothing to do, unless the clock of the machine was set."),
        "reset": _("What it sold between the two reads is not known to Odoo."),
        "clock": _("Set the clock of the machine."),
        "uncounted": _("Its sales have to be entered by hand."),
        "estimated": _("Compare the amount with the money in the machine."),
    }.get(code, "")
