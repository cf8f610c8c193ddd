# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

PAGE_SIZE = 1000  # rows in one job; DESIGN §6 asks for 500 to 1000
MAX_PAGES = 10_000  # of one run; what a machine has beyond them is for the next run
LOCK_DELAY = 2  # seconds until a job tries again for a flow that is in use
EXPORT_SIZE = 100  # records in one job; each is a request of its own
EXPORT_TIME = 20  # seconds after which an export leaves the rest to another job
EXPORT_DELAY = 60  # seconds until an export that was interrupted goes on
CORRECTION_DELAY = 3600  # seconds until what a person has to correct is tried again
TIMEOUT = 20  # seconds, to connect and between two bytes of an answer
DEADLINE = 60  # seconds for a request and the whole answer, at the most
TIMEOUTS = 3  # times the timeout that a request and its answer may take
CONVERSATION = 100  # seconds for all requests of a job; Odoo kills it at 120
MAX_HEAD = 1024 * 1024  # bytes; heads and what frames the chunks of a body
MAX_BODY = 32 * 1024 * 1024  # bytes; a page of 1000 rows is well under 1 MiB
MAX_WARNINGS = 50  # lines of warnings that a run keeps
MAX_RETRY_AFTER = 3600  # seconds; a machine that says more has a wrong clock
CLOCK_TOLERANCE = 60  # seconds that the clock of a machine may be off
MAX_ID = 255  # characters that a machine may name a brew with
EXCERPT = 500  # characters of a machine's answer that an error may quote
FALLBACK_LANG = "en_US"  # as in the tutorial, for a backend without language
POUR_TIMEOUT = 5  # seconds for an answer to an order: a person waits
POUR_PATIENCE = 5  # seconds that an order waits until another job is done
POUR_WAIT = 3  # seconds for a coffee to be done, before somebody looks again later
POUR_REPEATS = 1  # times at once, where an unclear order may be sent again
SETTLE_AFTER = 60  # seconds; an order that is sent for longer has lost its worker
WAITED_FOR = 120  # seconds; an order that was sent longer ago is not sent again
ORDER_AGE = 3600  # seconds; nobody waits any longer for a coffee of unclear fate
REMOVAL_SIZE = 10_000  # records of a kind that one clean-up removes at a time
