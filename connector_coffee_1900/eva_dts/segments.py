# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A segment: identifier and fields, as sent (EVA-DTS 6.2, §2.2)."""

from __future__ import annotations

import re
from typing import NamedTuple

# Two letters for the group, one or two digits; headers and trailers aside.
_STANDARD = re.compile(
    r"(?:A[CM]|B[AC]|C[ABC]|D[A-D]|E[AC]|F[AC]|H[A-D]|I[CD]|L[AC]|M[ACR]|NA|P[ACP]"
    r"|R[AC]|S[ACD]|T[AC]|V[AC]|W[AC])\d{1,2}"
)
_FRAME = {"DXS", "ST", "G85", "SE", "DXE", "LS", "LE"}


class Segment(NamedTuple):
    """``head`` is the identifier as sent; ``tag`` is empty when it is none."""

    line: int
    tag: str
    head: bytes
    fields: tuple[bytes, ...]

    def field(self, number: int) -> bytes:
        """Data element ``number``, counted from 1 as in ``PA101``; empty if none."""
        return self.fields[number - 1] if number <= len(self.fields) else b""

    @property
    def standard(self) -> bool:
        """Whether the standard knows it, even where nothing here reads it."""
        return self.tag in _FRAME or bool(_STANDARD.fullmatch(self.tag))
