# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The entry point: a file, or chunks of one, to audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from .audit import Audit
from .blocks import read_blocks
from .interpret import interpret


def read(source: bytes | BinaryIO | Iterable[bytes]) -> Iterator[Audit]:
    """Yield one audit per block, in the order of the file, as soon as it ends.

    Whatever the bytes are, the result is audits, some of them refused; none at all
    means that there is no EVA-DTS in the file. Memory holds one block at most, and
    that is bounded (``blocks.MAX_BLOCK``); time is linear in the size.

    :param source: bytes, a file opened in binary mode, or an iterable of chunks
    :raise: nothing of its own; what reading ``source`` raises passes through
    """
    for block in read_blocks(source):
        yield interpret(block)
