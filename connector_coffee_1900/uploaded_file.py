# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A file that somebody uploads: what it is, and its lines, a part at a time."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, NamedTuple

from odoo import _

from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeRowError,
)

from . import eva_dts
from .machine_clock import LogClock
from .sales_log import LONGEST, is_header, parse_line

HEAD = 64 * 1024  # bytes that show what a file is
TRIES = 20  # lines at the beginning of a log, one of which can be read
ARCHIVES = {
    b"PK": "ZIP",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"BZh": "BZIP2",
    b"\xfd7zXZ": "XZ",
}


@dataclass
class UploadedFile:
    """A file and how far it was read.

    :param name: for people
    :param kind: ``audit`` or ``log``
    :param stream: opened for reading bytes
    :param offset: bytes of a log that were read
    :param count: lines of a log, or blocks of an audit, that were read
    :param last_time: naive UTC time of the last line, for a log
    """

    name: str
    kind: str
    stream: BinaryIO
    offset: int = 0
    count: int = 0
    last_time: datetime | None = None


class Line(NamedTuple):
    """A line without its end; ``number`` from 1, ``end`` is the offset behind it."""

    number: int
    data: bytes
    end: int


@contextmanager
def open_attachment(attachment):
    """Open the content of an attachment, without reading it into memory if it can be.

    :return: context manager of a file opened for reading bytes
    """
    name = attachment.store_fname
    path = name and attachment._full_path(name)
    if path and os.path.isfile(path):
        with open(path, "rb") as stream:
            yield stream
    else:
        yield io.BytesIO(attachment.raw or b"")


def recognise(name, stream):
    """Recognise by the content what a file is.

    :param stream: opened for reading bytes, at its beginning
    :return: ``audit`` or ``log``
    :raise CoffeeConfigurationError: neither; says what to do
    """
    head = stream.read(HEAD)
    if not head:
        raise CoffeeConfigurationError(
            _("%s is empty. Copy it from the machine or its card once more.", name)
        )
    for magic, archive in ARCHIVES.items():
        if head.startswith(magic):
            raise CoffeeConfigurationError(
                _(
                    "%(name)s is an archive (%(archive)s). Unpack it, and upload the "
                    "files that are in it.",
                    name=name,
                    archive=archive,
                )
            )
    if _is_log(head):
        return "log"
    if any(True for _audit in eva_dts.read(head)):
        return "audit"
    raise CoffeeConfigurationError(
        _(
            "%s is neither an EVA-DTS audit nor the CSV log of a Coffee 1900. Upload "
            "the file as the machine wrote it, not a copy out of another program.",
            name,
        )
    )


def _is_log(head):
    for line in head.split(b"\n")[:TRIES]:
        if is_header(line):
            return True
        try:
            parse_line(line.rstrip(b"\r"), "", LogClock("UTC"))
        except CoffeeRowError:
            continue
        return True
    return False


def read_lines(stream: BinaryIO, offset=0, number=0) -> Iterator[Line]:
    """Yield the lines of a log behind an offset, however long they are.

    Of a line that is too long only the beginning is kept.

    :param number: lines before the offset
    """
    stream.seek(offset)
    while raw := stream.readline(LONGEST + 2):
        offset += len(raw)
        piece, number = raw, number + 1
        while not piece.endswith(b"\n") and (piece := stream.readline(HEAD)):
            offset += len(piece)
        data = raw.rstrip(b"\r\n").lstrip(b"\0")
        if data or raw.endswith(b"\n"):
            yield Line(number, data, offset)


def count_lines(stream: BinaryIO):
    """Return the number of lines of a file, the header included."""
    stream.seek(0)
    count, last = 0, b"\n"
    while piece := stream.read(HEAD):
        count, last = count + piece.count(b"\n"), piece[-1:]
    return count + (last != b"\n")
