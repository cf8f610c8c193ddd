# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The drinks, consumables and additions that a simulated machine may have."""

LANGUAGES = ("en", "de", "fr", "es")

# names (en, de, fr, es), price in cents, recipe
CATALOGUE = (
    (
        ("Espresso", "Espresso", "Expresso", "Café solo"),
        120,
        {"cups": 1, "beans": 8},
    ),
    (
        ("Coffee", "Kaffee", "Café", "Café largo"),
        130,
        {"cups": 1, "beans": 10},
    ),
    (
        ("Caffè latte", "Milchkaffee", "Café au lait", "Café con leche"),
        150,
        {"cups": 1, "beans": 8, "milk": 150},
    ),
    (
        ("Cappuccino", "Cappuccino", "Cappuccino", "Capuchino"),
        150,
        {"cups": 1, "beans": 8, "milk": 100},
    ),
    (
        ("Latte macchiato", "Latte macchiato", "Latte macchiato", "Latte macchiato"),
        170,
        {"cups": 1, "beans": 8, "milk": 180},
    ),
    (
        ("Double espresso", "Doppelter Espresso", "Double expresso", "Café doble"),
        180,
        {"cups": 1, "beans": 16},
    ),
    (
        ("Espresso macchiato", "Espresso macchiato", "Noisette", "Cortado"),
        130,
        {"cups": 1, "beans": 8, "milk": 30},
    ),
    (
        ("Flat white", "Flat White", "Flat white", "Flat white"),
        180,
        {"cups": 1, "beans": 16, "milk": 120},
    ),
    (
        ("Mocha", "Schokokaffee", "Café moka", "Café moca"),
        170,
        {"cups": 1, "beans": 8, "milk": 100, "chocolate": 15},
    ),
    (
        (
            "Hot chocolate",
            "Heiße Schokolade",
            "Chocolat chaud",
            "Chocolate caliente",
        ),
        140,
        {"cups": 1, "milk": 100, "chocolate": 25},
    ),
    (
        ("Ristretto", "Ristretto", "Ristretto", "Ristretto"),
        120,
        {"cups": 1, "beans": 8},
    ),
    (
        ("Hot water", "Heißes Wasser", "Eau chaude", "Agua caliente"),
        50,
        {"cups": 1},
    ),
)

# code, name, capacity, unit, minimum
CONSUMABLES = (
    ("beans", "Coffee beans", 4000, "g", 400),
    ("milk", "Milk", 20000, "ml", 2000),
    ("chocolate", "Chocolate powder", 2000, "g", 200),
    ("cups", "Cups", 600, "pcs", 60),
)

# RFC 2324 §2.2.2.1: addition-type = milk-type | syrup-type | sweetener-type | …
MILKS = ("milk-type=Whole-milk", "milk-type=Part-Skim", "milk-type=Skim")
SYRUPS = ("syrup-type=Vanilla", "syrup-type=Almond", "syrup-type=Chocolate")
SWEETENERS = ("sweetener-type=Sugar",)
ADDITIONS = MILKS + SYRUPS + SWEETENERS


def additions_for(recipe: dict[str, int]) -> tuple[str, ...]:
    """Return the additions that the machine allows with that recipe."""
    if "milk" in recipe:
        return ADDITIONS
    return SWEETENERS + SYRUPS[:1] if "beans" in recipe else ()
