# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
import time
from functools import cached_property

from odoo import _, fields

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.components.brew import is_same_sale
from odoo.addons.connector_coffee.const import PAGE_SIZE
from odoo.addons.connector_coffee.exceptions import CoffeeProtocolError

from ..audit_sales import AuditSales
from ..machine_clock import LogClock
from ..sales_log import LogReader, is_header, split
from ..sales_page import SalesPage

# what an audit calls a means of payment; the log has the words that Odoo has
PAYMENT_DEVICES = {"CA": "cash", "DA": "cashless", "DB": "cashless", "TA": "token"}


class Coffee1900BrewAdapter(Component):
    """Read the sales: from the log, or as differences of the counters.

    The position of this flow is the number of the last line of the log.
    """

    _name = "coffee.1900.brew.adapter"
    _inherit = "coffee.1900.adapter"
    _apply_on = ["coffee.brew"]

    _can_import = True

    @property
    def _position_counts(self):
        """Audits count: what was sold is the difference to the last one."""
        return self.backend_record.sales_source == "audit"

    def read_page(self, position, limit):
        if self.backend_record.sales_source == "log":
            return self._read_log(position, limit)
        audits = self.read_audits()
        found = [audit.serial for audit in audits if not audit.refused]
        serial, known = next(filter(None, found), ""), self._serial()
        if serial and known and serial != known:
            # whoever imports asks a person first
            return SalesPage(rows=[], serial=serial)
        sales = self.audit_sales(known or serial)
        for audit in audits:
            sales.add(audit)
        return sales.page()

    def _flow(self):
        """Return the flow of the brews, also for the adapter of a file."""
        return self.backend_record._flow_of("coffee.brew")

    def _serial(self):
        """Return the serial number that the sales are of, "" if it is not known."""
        return self._flow().serial or self.backend_record.serial or ""

    def audit_sales(self, serial):
        """Return what reads the sales out of audits, from the last one on.

        :param serial: of the machine, "" if it is not known
        :return: ``AuditSales``
        """
        backend = self.backend_record
        return AuditSales(
            self.binder_for("coffee.brew").counted_id,
            self.env["coffee.1900.counter"]._last_read_of(backend, serial),
            serial,
            backend.tz,
            self.company_currency(),
            fields.Datetime.now(),
        )

    def _read_log(self, position, limit):
        """Read the lines after a position, empty for the oldest that the card holds.

        The log does not say of which machine it is; the audit beside it does, at the
        cost of one more request. Whether it is the same card is asked of the line
        that was read last.
        """
        after = line_number(position)
        changed = self._why_another_card(position, after)
        lines = self._get_lines(after, limit)
        reader = LogReader(
            LogClock(self.backend_record.tz, self._last_time(after)), after
        )
        for number, line in enumerate(lines, start=2):
            reader.take(line, self._place(number, after))
        reader.refuse_out_of_order()
        more = len(lines) >= limit
        sales = self.not_counted(reader.rows)
        serial, warnings = self._read_audit_beside(last=not more)
        return SalesPage(
            rows=sales,
            refused=reader.refused,
            left_out=len(reader.rows) - len(sales),
            position=str(reader.reached) if lines else None,
            more=more,
            checkpoints=self._forgotten_lines(after, reader),
            warnings=warnings,
            serial=serial,
            changed=changed,
        )

    def _why_another_card(self, position, after):
        """Say why the card may not be the one that was read until now.

        A card that still has the line that was read last, or newer ones, gives one
        line for the number before it; one that was cleared or swapped gives none.

        :return: str, empty if it is the same
        """
        if position and after < 0:
            return _("The position %s is not the number of a line.", position)
        if after < 0:
            return ""
        lines = self._get_lines(after - 1, 1)
        if not lines:
            return _("Its log ends before line %s, which Odoo has read.", after)
        reader = LogReader(LogClock(self.backend_record.tz))
        reader.take(lines[0], "")
        brew = self._brew(after)
        for row in reader.rows:
            number = int(row.external_id)
            if number == after and brew and not is_same_sale(brew, row):
                return _("Line %s of its log is a different sale now.", after)
        return ""

    def _get_lines(self, after, limit):
        params = {"limit": limit}
        if after >= 0:
            params["after"] = after
        header, *lines = split(self.request("GET", "/log", params=params).content)
        if not is_header(header):
            raise CoffeeProtocolError(
                _("This is not the log of a Coffee 1900: %s", repr(header[:80]))
            )
        return lines

    def _place(self, number, after):
        if after < 0:
            return _("Line %s of the log", number)
        return _(
            "Line %(number)s of the log after %(after)s", number=number, after=after
        )

    def _last_time(self, after):
        """Return when the line with a number was written, if Odoo has it."""
        return self._brew(after).started_at or None

    def _brew(self, number):
        """Return the sale of a line, empty if Odoo does not have it."""
        binder = self.binder_for("coffee.brew")
        return binder.to_internal(self._flow().id_of(str(number)))

    def not_counted(self, brews):
        """Leave out what audits brought, when they were the source of sales.

        :param brews: list of ``rows.Brew``
        """
        counters = self.backend_record.counter_ids
        return [brew for brew in brews if not counters._have_counted(brew.started_at)]

    def _forgotten_lines(self, after, reader):
        """Report the lines that the card has forgotten before Odoo read them.

        A number that is left out is ordinary; so is a jump, as long as the card still
        holds what was read last, or older lines.
        """
        first = int(reader.rows[0].external_id) if reader.rows else None
        if after < 0 or first is None or first <= after + 1:
            return []
        oldest = self._oldest()
        if oldest is None or oldest <= after:
            return []
        message = _(
            "The machine has forgotten the lines from %(first)s to %(last)s of its "
            "log before Odoo read them. If somebody has a copy of the card, upload it; "
            "let Odoo import brews more often.",
            first=after + 1,
            last=oldest - 1,
        )
        return [rows.Checkpoint(message, f"gap:{after}")]

    def _oldest(self):
        """Return the number of the oldest line on the card, ``None`` if unreadable."""
        reader = LogReader(LogClock(self.backend_record.tz))
        for line in self._get_lines(-1, 1):
            reader.take(line, "")
        return int(reader.rows[0].external_id) if reader.rows else None

    def _read_audit_beside(self, last):
        """Read the audit of a machine whose sales come from the log.

        :param last: whether to look also at what does not add up among its counters
        :return: its serial number, "" if it cannot be read, and a list of str, what
            to warn of
        """
        try:
            audit = self.read_audit()
        except CoffeeProtocolError as err:
            return "", [str(err)]
        problems = audit.warnings if last else ()
        return audit.serial, [problem.message for problem in problems]


class Coffee1900BrewBinder(Component):
    """Know the sales by what a Coffee 1900 has instead of ids.

    A line of the log is known by its number. What the counters tell is known by the
    serial number of the machine, the reading that brought it, the product and the means
    of payment: each is sold once at the most in one reading.
    """

    _name = "coffee.1900.brew.binder"
    _inherit = "coffee.binder"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    def counted_id(self, serial, reading, product, payment):
        """Return the id of a sale that the counters tell.

        :param reading: number of the reading, as ``LastRead`` counts it
        :param payment: device of an audit, ``free`` or ``test``, "" if it is not known
        """
        return f"{serial}:{reading}:{product}:{payment or '-'}"

    def last_reading(self, serial):
        """Return the last reading that a sale is known by, 0 if there is none.

        The sales stay when this addon goes, its counters do not: where they are new,
        readings must not be counted from the beginning.

        :param serial: number of the machine, "" for any
        """
        self.model.flush_model([self._external_field])
        number = re.escape(serial) if serial else "[^:]*"
        self.env.cr.execute(
            "SELECT max(substring(coffee_id FROM %s)::integer) FROM coffee_brew"
            " WHERE backend_id = %s AND coffee_id LIKE '%%:%%'",
            [f"^(?:g[0-9]+:)?{number}:([0-9]{{1,9}}):", self.backend_record.id],
        )
        return self.env.cr.fetchone()[0] or 0


class Coffee1900BrewImportMapper(Component):
    """Turn a line of the log, or what the counters tell, into a ``coffee.brew``."""

    _name = "coffee.1900.brew.import.mapper"
    _inherit = "coffee.brew.import.mapper"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    @cached_property
    def _payments(self):
        """The means of payment that Odoo knows, free and test vends among them."""
        return dict(self.model._fields["payment"].selection)

    @mapping
    def payment(self, row):
        """Turn the word of the log, or the device of the audit, into one of Odoo."""
        payment = PAYMENT_DEVICES.get(row.payment, row.payment.lower())
        return {"payment": payment if payment in self._payments else "other"}


class Coffee1900BrewBatchImporter(Component):
    """Import sales, and remember the counters in the same transaction."""

    _name = "coffee.1900.brew.batch.importer"
    _inherit = "coffee.brew.batch.importer"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    def run_file(self, file):
        """Import the next part of a file.

        :param file: ``coffee.1900.file``
        :return: str, what was done, for the job
        :raise CoffeeRetryableError: another job works on the brews of this machine
        """
        started = time.monotonic()
        flow = self.work.flow
        flow._lock()
        adapter = self.component(usage="backend.adapter", model_name=file._name)
        with file._open() as source:
            page = self.of_generation(adapter.read_part(source, PAGE_SIZE))
        if not flow.question and (reason := self._clash(flow, page)):
            flow.stand_still(reason)
        if flow.question:
            sentence = flow._question_with_remedy()
            file._stop({"state": "cancelled", "error": sentence})
            return sentence
        return self.import_rows(page, file, started)

    def _after_page(self, page, sync):
        """Remember the counters.

        :param page: ``SalesPage``; a plain one, of a child version, has none
        """
        if isinstance(page, SalesPage) and page.last_read:
            self.env["coffee.1900.counter"]._keep(
                self.backend_record, page.serial, page.last_read
            )
        return super()._after_page(page, sync)


class Coffee1900BrewRecordImporter(Component):
    """Import brews; those out of an audit bring a description of their drink along."""

    _name = "coffee.1900.brew.record.importer"
    _inherit = "coffee.brew.record.importer"
    _backend_version = "1900"
    _apply_on = ["coffee.brew"]

    def resolve_references(self, rows, bindings):
        """Import drinks that are new from what the rows say of them.

        So the machine, which serves one client at a time, is not asked again, and a
        file can be imported without it.
        """
        drinks = {row.drink: row.drink_row for row in rows if row.get("drink_row")}
        known = self.binder_for("coffee.product.product").to_internal_many(drinks)
        missing = [row for number, row in drinks.items() if number not in known]
        if missing:
            self.backend_record._flow_of("coffee.product.product")._lock()
            self.component(
                usage="record.importer", model_name="coffee.product.product"
            ).run(missing)
        return super().resolve_references(rows, bindings)


def line_number(position):
    """Return the number of a line that a position is, -1 if it is none."""
    is_number = position and position.isascii() and position.isdecimal()
    return int(position) if is_number else -1
