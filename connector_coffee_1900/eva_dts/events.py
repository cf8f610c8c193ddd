# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Events: EA2, faults and occurrences (EVA-DTS 6.2, §2.8 and appendix C)."""

from __future__ import annotations

import re

from .audit import Event
from .fields import Reader, text
from .segments import Segment

# E equipment or O operation, unit, event, as in EGS, EDJ_2, EH1A
_CODE = re.compile(r"[EO][A-Z][A-Z0-9]{0,2}(_\w{1,8})?")


def read_event(reader: Reader, segment: Segment) -> Event:
    """Read EA2: code, since last audit, since initialisation, note, active, minutes.

    Field 5 says whether it is active. Where there is none, or it is text, field 4
    does, for a code of the standard: the standard's own examples are written so
    (``EA2*ELE_A10*1*4*1``, ``EA2*ECD*1*1*1*12V LOW``, §C.2.6).
    """
    code = reader.text(segment, 1)
    note, flag = (segment.field(number).strip() for number in (4, 5))
    early = note in (b"0", b"1") and flag not in (b"0", b"1") and _CODE.fullmatch(code)
    if early and (flag or len(segment.fields) == 4):
        note, flag = flag, note
    return Event(
        code=code,
        recent=reader.number(segment, 2),
        number=reader.number(segment, 3),
        active=flag == b"1",
        minutes=reader.number(segment, 6),
        note=text(note),
    )
