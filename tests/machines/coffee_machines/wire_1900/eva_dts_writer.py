# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Write an EVA-DTS 6 audit.

Source: the EVA-DTS standard; what is read from it is listed in the contract of
the Coffee 1900.
"""

from collections.abc import Iterable

CRLF = "\r\n"
VERSION = "V2/6"  # 6.2, which knows the levels of PA1
ENCODING = "iso-8859-1"
POLYNOMIAL = 0xA001  # x¹⁶ + x¹⁵ + x² + 1, bits reversed


def crc16(data: bytes) -> int:
    """Return the CRC-16 of the data, as G85 carries it (start value 0)."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def segment(name: str, *fields: object) -> str:
    """Return one line; None is an empty field, trailing empty ones are cut."""
    texts = ["" if field is None else str(field) for field in fields]
    clean = [
        text.replace("*", " ").replace("\r", " ").replace("\n", " ") for text in texts
    ]
    return "*".join([name, *clean]).rstrip("*")


def data_block(sender: str, segments: Iterable[str]) -> bytes:
    """Wrap segments into a `DXS … DXE` block with its CRC and set count.

    The CRC covers everything from the S of ST to the CRLF before G85; SE
    counts the lines from ST to SE.

    :param sender: the communication id of the machine (DXS01)
    """
    lines = [segment("ST", "001", "0001"), *segments]
    covered = (CRLF.join(lines) + CRLF).encode(ENCODING, "replace")
    head = segment("DXS", sender, "VA", VERSION, 1) + CRLF
    tail = [
        segment("G85", f"{crc16(covered):04X}"),
        segment("SE", len(lines) + 2, "0001"),
        segment("DXE", 1, 1),
    ]
    return head.encode(ENCODING) + covered + (CRLF.join(tail) + CRLF).encode(ENCODING)


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _bit in range(8):
            crc = (crc >> 1) ^ (POLYNOMIAL if crc & 1 else 0)
        table.append(crc)
    return table


_TABLE = _crc_table()
