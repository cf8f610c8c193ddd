# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Currency of a block: ID4 to an ISO 4217 code.

ID402 has four digits: ``1`` and an ISO 4217 number, or ``0`` and a telephone code,
which tells no currency (EVA-DTS 6.2, appendix A). Machines also leave the ``1`` out.
ID403 is the alphabetic code, or anything.
"""

from __future__ import annotations

import re

# ISO 4217, active codes
_CODES = """
008ALL 012DZD 032ARS 036AUD 044BSD 048BHD 050BDT 051AMD 052BBD 060BMD 064BTN 068BOB
072BWP 084BZD 090SBD 096BND 104MMK 108BIF 116KHR 124CAD 132CVE 136KYD 144LKR 152CLP
156CNY 170COP 174KMF 188CRC 192CUP 203CZK 208DKK 214DOP 222SVC 230ETB 232ERN 238FKP
242FJD 262DJF 270GMD 292GIP 320GTQ 324GNF 328GYD 332HTG 340HNL 344HKD 348HUF 352ISK
356INR 360IDR 364IRR 368IQD 376ILS 388JMD 392JPY 398KZT 400JOD 404KES 408KPW 410KRW
414KWD 417KGS 418LAK 422LBP 426LSL 430LRD 434LYD 446MOP 454MWK 458MYR 462MVR 480MUR
484MXN 496MNT 498MDL 504MAD 512OMR 516NAD 524NPR 532ANG 533AWG 548VUV 554NZD 558NIO
566NGN 578NOK 586PKR 590PAB 598PGK 600PYG 604PEN 608PHP 634QAR 643RUB 646RWF 654SHP
682SAR 690SCR 702SGD 704VND 706SOS 710ZAR 728SSP 748SZL 752SEK 756CHF 760SYP 764THB
776TOP 780TTD 784AED 788TND 800UGX 807MKD 818EGP 826GBP 834TZS 840USD 858UYU 860UZS
882WST 886YER 901TWD 925SLE 928VES 929MRU 930STN 933BYN 934TMT 936GHS 938SDG 941RSD
943MZN 944AZN 946RON 949TRY 950XAF 951XCD 952XOF 953XPF 967ZMW 968SRD 969MGA 971AFN
972TJS 973AOA 975BGN 976CDF 977BAM 978EUR 980UAH 981GEL 985PLN 986BRL
"""
_BY_NUMBER = {entry[:3]: entry[3:] for entry in _CODES.split()}
_KNOWN = frozenset(_BY_NUMBER.values())


def currency_code(number: str, code: str) -> str:
    """Return the ISO code that ID402 and ID403 tell; empty when they tell none.

    A known alphabetic code decides. A number of three digits that begins with 0 may
    be either an ISO number or a telephone code, and decides nothing.
    """
    if code.upper() in _KNOWN:
        return code.upper()
    match = re.fullmatch(r"1([0-9]{3})|([1-9][0-9]{2})", number)
    return _BY_NUMBER.get(match[1] or match[2], "") if match else ""
