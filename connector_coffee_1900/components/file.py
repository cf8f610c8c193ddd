# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import islice

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from .. import eva_dts
from ..audit_sales import check_serial
from ..machine_clock import LogClock
from ..sales_log import LogReader, is_header
from ..sales_page import FilePage
from ..uploaded_file import read_lines

MAX_AUDITS = 200  # audits that one job reads out of a file


class Coffee1900FileAdapter(Component):
    """Read the sales out of a file that somebody uploaded."""

    _name = "coffee.1900.file.adapter"
    _inherit = "coffee.1900.brew.adapter"
    _apply_on = ["coffee.1900.file"]

    def read_part(self, file, limit):
        """Read the next part of a file.

        :param file: ``UploadedFile``
        :param limit: number of lines, or of sales, at the most
        :return: ``FilePage``
        :raise CoffeeConfigurationError: it is a log and the sales of this machine come
            from audits, or the audit is of another machine
        """
        if file.kind == "log":
            return self._read_lines(file, limit)
        if self.backend_record.sales_source == "log":
            return self._check_audits(file)
        return self._read_audits(file, limit)

    def _read_lines(self, file, limit):
        if self.backend_record.sales_source == "audit":
            raise CoffeeConfigurationError(
                _(
                    "%s is a log, but the sales of this machine come from audits. "
                    "Upload its audits, or change the field Sales From.",
                    file.name,
                )
            )
        reader = LogReader(LogClock(self.backend_record.tz, file.last_time))
        lines = read_lines(file.stream, file.offset, file.count)
        offset, count = file.offset, file.count
        for line in islice(lines, limit):
            offset, count = line.end, line.number
            if line.number > 1 or not is_header(line.data):
                reader.take(line.data, self._place_of_line(file, line))
        reader.refuse_out_of_order()
        return FilePage(
            rows=self.not_counted(reader.rows),
            refused=reader.refused,
            more=next(lines, None) is not None,
            offset=offset,
            count=count,
            last_time=reader.clock.last,
        )

    def _read_audits(self, file, limit):
        """Read audit after audit, as many as make a page."""
        sales, count = self.audit_sales(self._serial()), file.count
        audits = self._audits(file)
        for audit in islice(audits, MAX_AUDITS):
            count += 1
            sales.add(audit, self._place_of_audit(file, audit))
            if len(sales.rows) >= limit:
                break
        return sales.page(
            FilePage,
            more=next(audits, None) is not None,
            offset=file.offset,
            count=count,
        )

    def _check_audits(self, file):
        """Report what does not add up: the sales of this machine come from its log.

        :raise CoffeeConfigurationError: an audit is of another machine
        """
        audits = self._audits(file)
        found = list(islice(audits, MAX_AUDITS))
        serial = self.backend_record.serial or ""
        for audit in found:
            if not audit.refused:
                serial = check_serial(audit, serial)
        only_checked = _(
            "%s is an audit, which was only checked: the sales of this machine come "
            "from its log. Upload the log, or change the field Sales From.",
            file.name,
        )
        return FilePage(
            rows=[],
            warnings=[
                only_checked,
                *(
                    f"{file.name}: {problem.message}"
                    for audit in found
                    for problem in (*audit.refusals, *audit.warnings)
                ),
            ],
            more=next(audits, None) is not None,
            offset=file.offset,
            count=file.count + len(found),
        )

    def _audits(self, file):
        """Return the audits of a file that were not read yet."""
        file.stream.seek(0)
        return eva_dts.read(file.stream, skip=file.count)

    def _place_of_line(self, file, line):
        return _("%(file)s, line %(number)s", file=file.name, number=line.number)

    def _place_of_audit(self, file, audit):
        return _("%(file)s, audit at line %(line)s", file=file.name, line=audit.line)
