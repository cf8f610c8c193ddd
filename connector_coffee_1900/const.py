# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

# RFC 2324 §3 lists "coffee" in the languages of the world; all mean plain HTTP.
# The next to last but one is what the RFC prints for Catalan, French and Galician:
# two bytes that are no UTF-8, and so no é either.
SCHEMES = (
    "coffee koffie qæhvæ قهوة akeita koffee kahva kafe cafè café caf\ufffd\ufffd 咖啡 "
    "kava káva kaffe kafo kohv kahvi kaffee καφέ कौफी コーヒー 커피 кофе กาแฟ"
).split()
LOCK_DELAY = 2  # seconds until a job tries again for a machine that serves another
TURN_WAIT = 5  # seconds that an order waits for another job to be done
TURN_EVERY = 0.1  # seconds between two looks whether it is
PATIENCE = 10  # seconds; the first step of the retry pattern of imports
CLOCK_AHEAD = 1  # days that the clock of a machine may be ahead and still be believed
MAX_BLOCKS = 200  # audits that one job reads out of a file
MAX_FILE = 200  # MB that a file may have, unless the system parameter says otherwise
MAX_FILE_PARAMETER = "connector_coffee_1900.max_file_mb"
