# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""G85: the CRC-16 of a block (EVA-DTS 6.2, §2.4.3).

Polynomial x16 + x15 + x2 + 1, reflected, start value 0, known as CRC-16/ARC.
"""

from .audit import Crc

_CRLF = b"\r\n"


def _entry(value):
    for _bit in range(8):
        value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


_TABLE = tuple(_entry(value) for value in range(256))


def crc16(data, start=0):
    """CRC of ``data``, going on from ``start``. One step per byte."""
    for byte in data:
        start = (start >> 8) ^ _TABLE[(start ^ byte) & 0xFF]
    return start


class LineCrc:
    """CRC over lines as the machine sent them, whatever ended them on the way.

    ``value`` includes the CRLF of the last line, ``open_value`` leaves it out, as
    some machines do.
    """

    def __init__(self):
        self.value = self.open_value = 0

    def add(self, line):
        self.open_value = crc16(line, self.value)
        self.value = crc16(_CRLF, self.open_value)

    def verdict(self, said, may_swap):
        """Compare with what G85 says.

        :param said: the field of G85, bytes; hexadecimal, either case
        :param may_swap: whether the two bytes may come in the wrong order: only
            machines before 6.0 did that
        """
        if not said:
            return Crc.MISSING
        number = _hexadecimal(said)
        orders = [(number, Crc.RIGHT, Crc.WITHOUT_LAST_CRLF)]
        if may_swap and number is not None:
            swapped = swap(number)
            orders.append((swapped, Crc.SWAPPED, Crc.SWAPPED_WITHOUT_LAST_CRLF))
        for candidate, closed, unclosed in orders:
            if candidate == self.value:
                return closed
            if candidate == self.open_value:
                return unclosed
        return Crc.WRONG


def swap(number):
    return (number & 0xFF) << 8 | number >> 8


def _hexadecimal(field):
    """Read up to four digits; ``None`` for anything else."""
    try:
        digits = field.decode("ascii")
        return int(digits, 16) if digits.isalnum() and len(digits) <= 4 else None
    except ValueError:
        return None
