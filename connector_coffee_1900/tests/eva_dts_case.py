# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import BaseCase

from odoo.addons.connector_coffee_1900.eva_dts import Audit, read

from .eva_dts_writer import frame

ID = b"ID1*CFE0042*1900*17*Lobby**A-7"
PLAIN = (ID, b"ID4*2*1978*EUR", b"VA1*300*2*300*2", b"PA1*1*150*ESPRESSO")


def text(*segments, **options):
    """A whole block around segments."""
    return frame(segments, sender="CFE0000042", **options)


def codes(problems):
    return [problem.code for problem in problems]


class EvaDtsCase(BaseCase):
    """Base of the tests that read EVA-DTS; needs no database."""

    def read_one(self, data) -> Audit:
        audits = list(read(data))
        self.assertEqual(len(audits), 1)
        return audits[0]

    def audit(self, *segments, **options) -> Audit:
        """Read segments in a block that is whole."""
        audit = self.read_one(text(*segments, **options))
        self.assertEqual(audit.refusals, ())
        return audit
