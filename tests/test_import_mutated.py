"""Pages in which one record, or what is around the records, makes no sense.

A campaign takes 20 000 of them; `COFFEE_SEED` says which ones.
"""

import json
import os
import random
from collections import Counter
from contextlib import suppress

import pytest

from odoo.addons.connector_coffee.exceptions import CoffeeError
from odoo.addons.connector_coffee_2900.tests.common import Coffee2900Case

from campaign import figure, repeats
from coffee_machines import Fault
from coffee_machines.client import Client2900

MUTATIONS = repeats(100, 20_000)
SEED = os.environ.get("COFFEE_SEED", "7")
ROWS = 3  # records of a page
MARK = "this is where the nonsense goes"

#: path of a list to the model that its records become, and the name of their id
LISTS = {
    "/drinks": ("coffee.product.product", "id"),
    "/cards": ("coffee.res.partner", "uid"),
    "/brews": ("coffee.brew", "id"),
    "/levels": ("coffee.consumable", "code"),
    "/alerts": ("coffee.consumable", "code"),
}

POISON = [
    b"1" + b"0" * 400,
    b"-1" + b"0" * 400,
    b"1" + b"0" * 6000,
    b"1e400",
    b"-1e999999999",
    b"1e-400",
    b"2147483648",
    b"-2147483649",
    b"9223372036854775808",
    b"18446744073709551616",
    b"1.5",
    b"-1",
    b"null",
    b"true",
    b'""',
    b'" "',
    b'"\\u0000"',
    b'"a\\u0000b"',
    b'"\\ud800"',
    b'"a\\udc00b"',
    b'"\\udbff\\ud800"',
    b'"\\uffff"',
    b'"\xff\xfe"',
    b'"\xed\xa0\x80"',
    b'"a\xc3"',
    b"[" * 1500 + b"]" * 1500,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 1500 + b"1" + b"}" * 1500,
    b"[]",
    b"{}",
    b"[null]",
    b'["a\\u0000"]',
    b'["\\ud800"]',
    b'{"amount":1,"currency":"\\ud800"}',
    b'{"amount":1,"currency":"XYZZY"}',
    b'{"amount":1' + b"0" * 300 + b',"currency":"EUR"}',
    b'"0001-01-01T00:00:00+14:00"',
    b'"0001-01-01T00:00:00Z"',
    b'"9999-12-31T23:59:59-14:00"',
    b'"9999-12-31T23:59:59Z"',
    b'"0000-00-00T00:00:00Z"',
    b'"2026-02-30T00:00:00Z"',
    b'"2026-01-01T00:00:00"',
    b'"' + b"x" * 5000 + b'"',
    "".join(map(chr, random.Random(1).sample(range(0x4E00, 0x9FFF), 3000)))
    .join('""')
    .encode(),
    b'"../../../oauth/token"',
    b'"?%00#"',
    b'"<script>alert(1)</script> %s %(x)s {0}"',
    b'"NaN"',
]
ENVELOPE = ("next_cursor", "total", "has_more", "unknown")


class Undo(Exception):
    """Take a page back."""


@pytest.mark.campaign
class TestImportMutated(Coffee2900Case):
    machine_options = {"seed": 7, "brews": ROWS, "drinks": ROWS, "cards": ROWS}

    def setUp(self):
        super().setUp()
        for code in ("EGS", "EDJ", "EDT"):
            self.machine.raise_alert(code, "warning", f"Fault {code}")
        client = Client2900(self.machine)
        self.addCleanup(client.close)
        self.pages = {path: self.page_of(client, path) for path in LISTS}
        self.import_flow("coffee.product.product")
        self.import_flow("coffee.res.partner")
        self.random = random.Random(SEED)

    def page_of(self, client, path):
        page = client("GET", path).json()
        # the present drinks and badges are known already: these are new ones
        for number, record in enumerate(page["data"]):
            for name in ("id", "uid"):
                if name in record:
                    record[name] = f"new-{number}"
        return page

    def mutate(self, path):
        """Return a page with one thing in it replaced.

        :return: bytes, what was replaced, ids of the records that were not
        """
        page = json.loads(json.dumps(self.pages[path]))
        spoilt = self.random.choice([*range(len(page["data"]))] * 4 + [None])
        place = page if spoilt is None else page["data"][spoilt]
        name = self.random.choice(ENVELOPE if spoilt is None else [*place, "unknown"])
        where = [path, "page" if spoilt is None else "record", name]
        while isinstance(place.get(name), dict) and self.random.random() < 0.7:
            place, name = place[name], self.random.choice([*place[name]])
            where.append(name)
        if isinstance(place.get(name), list) and place[name]:
            place[name][-1] = MARK
        else:
            place[name] = MARK
        poison = self.random.choice(POISON)
        text = json.dumps(page).encode()
        body = text.replace(json.dumps(MARK).encode(), poison)
        if self.random.random() < 0.05 and spoilt is not None:
            body = text.replace(f'"{name}": "{MARK}"'.encode(), b'"_": 1')
        id_name = LISTS[path][1]
        good = [
            record[id_name]
            for number, record in enumerate(page["data"])
            if number != spoilt
        ]
        return body, [*where, poison[:40]], good

    def import_mutated(self, path):
        """Import a mutated page; return what became of it, and undo it.

        :return: kind of the error, "" for none; whether a good record is missing
        """
        body, where, good = self.mutate(path)
        self.machine.faults.clear()
        self.machine.faults.add(
            Fault("status", path=rf"/v1{path}\?", status=200, body=body)
        )
        model_name = LISTS[path][0]
        kind, missing = "", set()
        try:
            with suppress(Undo), self.env.cr.savepoint(), self.trap_jobs():
                self.env[model_name].import_page(self.backend)
                self.env.flush_all()
                missing = set(good) - self.found(path)
                raise Undo
        except CoffeeError as err:
            # of a page as a whole such an error is an answer; of a record it is not
            kind = type(err).__name__
            missing = set() if "page" in where else set(good)
        self.env.invalidate_all()
        return kind, missing and where, where

    def found(self, path):
        """Return which records Odoo has got."""
        if path == "/alerts":
            waiting = self.env["coffee.checkpoint"]._waiting(self.backend, "alert:%")
            return {key.removeprefix("alert:") for key in waiting.mapped("key")}
        bindings = self.env[LISTS[path][0]].search(
            [("backend_id", "=", self.backend.id)]
        )
        return set(bindings.mapped("coffee_id"))

    def test_given_mutated_pages_then_our_errors_alone_and_no_good_record_is_lost(self):
        kinds, strange, lost = Counter(), [], []
        for number in range(MUTATIONS):
            path = [*LISTS][number % len(LISTS)]
            try:
                kind, missing, _where = self.import_mutated(path)
            except Exception as err:  # the figures are worth more than the first one
                self.env.invalidate_all()
                strange.append(f"{path}: {type(err).__name__}: {err}"[:200])
                continue
            kinds[kind or "none"] += 1
            if missing:
                lost.append((kind, missing))

        figure(
            f"{MUTATIONS} mutated pages: errors of ours {dict(kinds)}, "
            f"others {len(strange)}, pages that lost a good record {len(lost)}"
        )
        self.assertEqual((strange[:10], lost[:10]), ([], []))
        self.assertEqual(sum(kinds.values()), MUTATIONS)
