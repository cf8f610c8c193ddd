# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import islice

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector_coffee.exceptions import CoffeeConfigurationError

from ..books import check_serial
from ..const import MAX_BLOCKS
from ..eva_dts.blocks import read_blocks
from ..eva_dts.interpret import interpret
from ..local_time import LogClock
from ..log import is_header
from ..log_reader import LogReader
from ..page import FilePage
from ..source import read_lines


class Coffee1900FileAdapter(Component):
    """Read the sales out of a file that somebody uploaded."""

    _name = "coffee.1900.file.adapter"
    _inherit = "coffee.1900.brew.adapter"
    _apply_on = ["coffee.1900.file"]

    def read_part(self, source, limit):
        """Read the next part of a file.

        :param source: ``Source``
        :param limit: number of lines, or of sales, at the most
        :return: ``FilePage``
        :raise CoffeeConfigurationError: it is a log and the sales of this machine come
            from audits, or the audit is of another machine
        """
        if source.kind == "log":
            return self._read_lines(source, limit)
        if self.backend_record.sales_source == "log":
            return self._check_audits(source)
        return self._book_audits(source, limit)

    def _read_lines(self, source, limit):
        if self.backend_record.sales_source == "audit":
            raise CoffeeConfigurationError(
                _(
                    "%s is a log, but the sales of this machine come from audits. "
                    "Upload its audits, or change the field Sales From.",
                    source.name,
                )
            )
        reader = LogReader(LogClock(self.backend_record.tz, source.last_time))
        lines = read_lines(source.stream, source.offset, source.count)
        offset, count = source.offset, source.count
        for line in islice(lines, limit):
            offset, count = line.end, line.number
            if line.number > 1 or not is_header(line.data):
                reader.take(line.data, self._place_in_file(source, line.number))
        reader.refuse_out_of_order()
        return FilePage(
            rows=self.not_counted(reader.rows),
            refused=reader.refused,
            more=next(lines, None) is not None,
            offset=offset,
            count=count,
            last_time=reader.clock.last,
        )

    def _book_audits(self, source, limit):
        """Book block after block, as many as make a page."""
        books, count = self.open_books(self._serial()), source.count
        blocks = self._blocks(source)
        for block in islice(blocks, MAX_BLOCKS):
            count += 1
            books.book(interpret(block), self._place_of_block(source, block))
            if len(books.rows) >= limit:
                break
        return books.page(
            FilePage,
            more=next(blocks, None) is not None,
            offset=source.offset,
            count=count,
        )

    def _check_audits(self, source):
        """Tell what does not add up: the sales of this machine come from its log.

        :raise CoffeeConfigurationError: an audit is of another machine
        """
        blocks = self._blocks(source)
        found = [interpret(block) for block in islice(blocks, MAX_BLOCKS)]
        serial = self.backend_record.serial or ""
        for audit in found:
            if not audit.refused:
                serial = check_serial(audit, serial)
        only_checked = _(
            "%s is an audit, which was only checked: the sales of this machine come "
            "from its log. Upload the log, or change the field Sales From.",
            source.name,
        )
        return FilePage(
            rows=[],
            warnings=[
                only_checked,
                *(
                    f"{source.name}: {problem.message}"
                    for audit in found
                    for problem in (*audit.refusals, *audit.warnings)
                ),
            ],
            more=next(blocks, None) is not None,
            offset=source.offset,
            count=source.count + len(found),
        )

    def _blocks(self, source):
        """Return the blocks of a file that were not read yet."""
        source.stream.seek(0)
        return islice(read_blocks(source.stream), source.count, None)

    def _place_in_file(self, source, number):
        return _("%(file)s, line %(number)s", file=source.name, number=number)

    def _place_of_block(self, source, block):
        return _("%(file)s, audit at line %(line)s", file=source.name, line=block.line)
