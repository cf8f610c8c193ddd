# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a technician changes at the machine itself, behind the client's back.

Every edit moves the record's `updated_at` and entity tag and emits an event.
"""

import itertools
from collections.abc import Iterable
from typing import Any

from .menu import CONSUMABLES
from .records import Alert, Card, Drink, Level


class Edits:
    """Add the edits to a `Machine`; the same methods serve its wire."""

    def set_price(self, drink_id: str, price: int) -> Drink:
        """Change the price (minor units)."""
        return self.change_drink(drink_id, price=price)

    def rename(self, drink_id: str, name: str, language: str | None = None) -> Drink:
        """Change the name in one language; without one, in the machine's first."""
        with self.lock:
            names = dict(self.drinks[drink_id].names)
            names[language or next(iter(names))] = name
            return self.change_drink(drink_id, names=names)

    def hide(self, drink_id: str) -> Drink:
        """Take the drink off the menu; it keeps its place."""
        return self.change_drink(drink_id, available=False)

    def show(self, drink_id: str) -> Drink:
        """Put the drink back on the menu."""
        return self.change_drink(drink_id, available=True)

    def remove(self, drink_id: str) -> None:
        """Delete the drink; its brews stay in the log."""
        with self.lock:
            del self.drinks[drink_id]
            self.emit("drink.changed", id=drink_id)

    def add_drink(
        self,
        drink_id: str,
        name: str,
        price: int,
        selection: int | None = None,
        additions: Iterable[str] = (),
        recipe: dict[str, int] | None = None,
        language: str = "en",
        available: bool = True,
    ) -> Drink:
        """Put a new drink on the menu, by default on the first free button."""
        with self.lock:
            if selection is None:
                taken = {drink.selection for drink in self.drinks.values()}
                selection = next(n for n in itertools.count() if n not in taken)
            drink = Drink(
                id=drink_id,
                selection=selection,
                names={language: name},
                price=price,
                additions=tuple(additions),
                recipe={"cups": 1} if recipe is None else recipe,
                updated_at=self.stamp(),
                available=available,
            )
            self.drinks[drink_id] = drink
            self.emit("drink.changed", id=drink_id)
            return drink

    def change_drink(self, drink_id: str, **changes: Any) -> Drink:
        """Set fields of the drink.

        :raise KeyError: no such drink
        """
        with self.lock:
            drink = self.drinks[drink_id]
            self._touch(drink, changes)
            self.emit("drink.changed", id=drink_id)
            return drink

    def add_card(self, uid: str, name: str, **values: Any) -> Card:
        """Hand out a badge."""
        with self.lock:
            card = Card(uid, name, self.stamp(), **values)
            self.cards[uid] = card
            self.emit("card.changed", uid=uid)
            return card

    def change_card(self, uid: str, **changes: Any) -> Card:
        """Set fields of the card.

        :raise KeyError: no such card
        """
        with self.lock:
            card = self.cards[uid]
            self._touch(card, changes)
            self.emit("card.changed", uid=uid)
            return card

    def remove_card(self, uid: str) -> None:
        """Delete the card."""
        with self.lock:
            del self.cards[uid]
            self.emit("card.changed", uid=uid)

    def set_level(self, code: str, amount: int) -> Level:
        """Set what is left of a consumable; raise or clear its alert."""
        with self.lock:
            level = self.levels[code]
            was_low = level.level < level.minimum
            level.level = amount
            if amount >= level.minimum:
                self.clear_alert(code)
                return level
            if not was_low:
                self.emit("level.low", code=code)
            if amount == 0:
                self.raise_alert(code, "error", f"{level.name} empty")
            elif not was_low:
                self.raise_alert(code, "warning", f"{level.name} low")
            return level

    def refill(self, code: str | None = None) -> None:
        """Fill up one consumable, or all of them."""
        with self.lock:
            for name, _label, capacity, _unit, _minimum in CONSUMABLES:
                if code in (None, name):
                    self.set_level(name, capacity)

    def raise_alert(self, code: str, severity: str, message: str) -> Alert:
        """Raise an alert; one that is active with that code is only worsened."""
        with self.lock:
            for alert in self.active_alerts():
                if alert.code == code:
                    alert.severity, alert.message = severity, message
                    return alert
            alert = Alert(
                f"alert-{len(self.alerts)}", code, severity, message, self.stamp()
            )
            self.alerts.append(alert)
            self.emit("alert.raised", code=code)
            return alert

    def clear_alert(self, code: str) -> None:
        """Clear the active alert with that code, if there is one."""
        with self.lock:
            for alert in self.active_alerts():
                if alert.code == code:
                    alert.cleared_at = self.stamp()
                    self.emit("alert.cleared", code=code)

    def active_alerts(self) -> list[Alert]:
        """Return the alerts that are not over."""
        return [alert for alert in self.alerts if alert.cleared_at is None]

    def _touch(self, record: Drink | Card, changes: dict[str, Any]) -> None:
        for field, value in changes.items():
            setattr(record, field, value)
        record.revision += 1
        record.updated_at = self.stamp()
