# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The counters of the machine as EVA-DTS 6."""

from collections.abc import Iterator
from datetime import datetime

from ..records import Drink
from .counters import DEVICES, PRICE_LIST, Counters
from .eva_dts_writer import data_block, segment
from .technician import EVENTS

ISO_NUMBERS = {"EUR": 1978, "USD": 1840, "GBP": 1826, "CHF": 1756}  # 1 + ISO 4217
NAME_WIDTH = 20


class Audit:
    """Write the audit of one machine.

    :param machine: a `Coffee1900`
    """

    def __init__(self, machine):
        self.machine = machine
        self.counters: Counters = machine.counters

    def text(self) -> bytes:
        """Return the whole block."""
        return data_block(f"CFE{self.machine.serial[-7:]}", self._segments())

    def _segments(self) -> Iterator[str]:
        yield from self._identity()
        yield from self._totals()
        for drink in sorted(self.machine.drinks.values(), key=lambda d: d.selection):
            yield from self._product(drink)
        yield from self._price_list()
        yield from self._events()
        yield from self._reads()

    def _identity(self) -> Iterator[str]:
        machine = self.machine
        number = ISO_NUMBERS.get(machine.currency)
        yield segment(
            "ID1", machine.serial, machine.model, 1, machine.place, "", machine.asset
        )
        yield segment("ID4", 2, number, machine.currency)
        yield segment("ID5", *self._date_and_time(machine.local_now()))

    def _totals(self) -> Iterator[str]:
        """Yield VA1 to VA3: value before number."""
        for name, payments in (("VA1", DEVICES), ("VA2", {"test"}), ("VA3", {"free"})):
            count = self.counters.sum(payments)
            yield segment(
                name, count.value, count.number, count.reset_value, count.reset_number
            )

    def _product(self, drink: Drink) -> Iterator[str]:
        number = drink.selection
        left, capacity, minimum = self.machine.portions(drink)
        status = 0 if drink.available and left else 1
        name = drink.name[:NAME_WIDTH]
        yield segment(
            "PA1",
            number,
            drink.price,
            name,
            capacity,
            capacity,
            "",
            status,
            left,
            minimum,
        )
        for name, payments in (("PA2", DEVICES), ("PA3", {"test"}), ("PA4", {"free"})):
            count = self.counters.sum(payments, number)
            yield segment(
                name, count.number, count.value, count.reset_number, count.reset_value
            )
        for payment, device in DEVICES.items():
            count = self.counters.sum({payment}, number)
            yield segment(
                "PA7",
                number,
                device,
                PRICE_LIST,
                drink.price,
                count.number,
                count.value,
                count.reset_number,
                count.reset_value,
            )

    def _price_list(self) -> Iterator[str]:
        """Yield LA1: the reset count before the init count."""
        for drink in self.machine.drinks.values():
            count = self.counters.sum(DEVICES, drink.selection)
            yield segment(
                "LA1",
                PRICE_LIST,
                drink.selection,
                drink.price,
                count.reset_number,
                count.number,
            )

    def _events(self) -> Iterator[str]:
        """Yield EA2: since last audit, since init, and whether it is active now."""
        machine = self.machine
        for code in EVENTS:
            yield segment(
                "EA2",
                code,
                machine.events_since_audit[code],
                machine.event_counter[code],
                "",
                int(machine.event_active(code)),
            )

    def _reads(self) -> Iterator[str]:
        machine = self.machine
        last = machine.last_read_at
        yield segment(
            "EA3",
            machine.reads,
            *self._date_and_time(machine.local_now()),
            "",
            *(self._date_and_time(last) if last else ()),
        )

    def _date_and_time(self, moment: datetime) -> tuple[str, str]:
        return moment.strftime("%Y%m%d"), moment.strftime("%H%M%S")
