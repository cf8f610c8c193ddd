"""Memory while a log of a Coffee 1900 is read from a file, page by page.

Nothing is written here; test_log_import.py looks at a server that imports.
"""

import time
import tracemalloc
from zoneinfo import ZoneInfo

import pytest

from odoo.addons.connector_coffee_1900.tests.common import Coffee1900Case
from odoo.addons.connector_coffee_1900.uploaded_file import (
    UploadedFile,
    open_attachment,
)

from campaign import figure, repeats
from coffee_machines import history
from coffee_machines.wire_1900.csv_log import csv_lines

PAGE = 1000  # lines
FEW, MANY = 3_000, repeats(15_000, 1_000_000)  # lines of a log
MEASURED = 20  # pages at the beginning and the end whose memory is traced


@pytest.mark.campaign
class TestLogMemory(Coffee1900Case):
    machine_options = {"seed": 7, "brews": 1, "drinks": 5, "cards": 6}

    def write_log(self, count):
        """Return an attachment with a log of so many lines."""
        machine = self.machine
        brews = history.make_brews(
            7, count, list(machine.drinks.values()), list(machine.cards.values())
        )
        lines = csv_lines(brews, ZoneInfo("Europe/Berlin"), "EUR")
        return self.env["ir.attachment"].create(
            {"name": "log.csv", "raw": b"".join(lines)}
        )

    def read_pages(self, attachment):
        """Read a file as its jobs do; return pages, rows, seconds and peak of memory.

        Tracing is slow, so it is on for the first and for the last pages only.
        """
        pages = rows = 0
        peaks = []
        seconds = 0.0
        total = attachment.file_size
        position = (0, 0, None)
        with self.backend.work_on("coffee.1900.file") as work:
            adapter = work.component(usage="backend.adapter")
            more = True
            while more:
                near_end = total - position[0] < MEASURED * PAGE * 90
                traced = pages < MEASURED or near_end
                if traced:
                    tracemalloc.start()
                started = time.monotonic()
                with open_attachment(attachment) as stream:
                    file = UploadedFile("log.csv", "log", stream, *position)
                    page = adapter.read_part(file, PAGE)
                if traced:
                    peaks.append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.stop()
                else:
                    seconds += time.monotonic() - started
                pages, rows = pages + 1, rows + len(page.rows)
                position, more = (page.offset, page.count, page.last_time), page.more
        untraced = pages - len(peaks)
        speed = f"{untraced * PAGE / seconds:.0f} lines/s" if untraced else "not timed"
        return pages, rows, max(peaks), speed

    def test_given_short_and_long_log_when_read_in_pages_then_memory_is_flat(self):
        peaks = {}
        for count in (FEW, MANY):
            attachment = self.write_log(count)
            pages, rows, peaks[count], speed = self.read_pages(attachment)
            figure(
                f"{count} lines, {attachment.file_size / 2**20:.1f} MiB:"
                f" {pages} pages, peak {peaks[count] / 2**20:.2f} MiB a page, {speed}"
            )
            self.assertEqual(rows, count)
            self.assertLessEqual(pages, count // PAGE + 1)

        self.assertLess(peaks[MANY], 1.2 * peaks[FEW])
