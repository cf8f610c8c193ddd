# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

# RFC 2324 §3 lists "coffee" in the languages of the world; all mean plain HTTP
SCHEMES = (
    "coffee koffie qæhvæ قهوة akeita koffee kahva kafe cafè 咖啡 kava káva kaffe "
    "kafo kohv kahvi kaffee καφέ कौफी コーヒー 커피 кофе กาแฟ"
).split()
