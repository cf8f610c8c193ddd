# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can go wrong with a machine, by what happens next.

A retryable error is tried again by the queue, a configuration or protocol error
fails the job, a row error becomes a checkpoint while its page goes on.
"""

import sys

from odoo import _
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError


def storable(text):
    """Return a text as the database takes it, not even NUL in an error about one.

    :param text: str, or what is shown as one
    """
    return str(text).replace("\0", "?").encode(errors="replace").decode()


class CoffeeError(Exception):
    """Any of the errors below; its text is fit to be shown to a person."""

    def for_people(self):
        """Return the error to show behind a button.

        :return: ``UserError`` itself: the web client knows no class but that
        """
        return UserError(str(self))


class CoffeeRetryableError(CoffeeError, RetryableJobError):
    """The machine cannot answer now: refused, timed out, busy, 429 or 5xx.

    :param seconds: when to try again; empty: the job function's retry pattern
    :param ignore_retry: do not count the try; for locks only
    """


class CoffeeOutcomeUnknownError(CoffeeRetryableError):
    """The request may have taken effect: it left, and no clear answer came back.

    Reading and writing the same again is harmless, so most flows just retry. What
    must not happen twice, such as pouring, has to find out first.
    """


class CoffeeRefusedError(CoffeeError):
    """The machine says no to this very order: for certain, it poured nothing."""


class CoffeeConfigurationError(CoffeeError, FailedJobError, UserError):
    """A person has to change something; the message names the field."""


class CoffeeNoContactError(CoffeeError, FailedJobError):
    """The machine must be left alone: it is archived, or the database is a copy."""


class CoffeeProtocolError(CoffeeError, FailedJobError):
    """The machine said something that makes no sense; nothing was written."""

    def for_people(self):
        """Also say where to look: mostly something else answers there."""
        return UserError(
            _(
                "%s Are the fields Version and Location right? Something else may "
                "answer there.",
                self,
            )
        )


class CoffeeRecordRefusedError(CoffeeProtocolError):
    """The machine does not want one record as it is in Odoo; others it may."""


class CoffeeConflictError(CoffeeError):
    """Somebody changed the record on the machine since Odoo last read it."""


class CoffeeRowError(CoffeeError):
    """One row makes no sense; the rest of its page does.

    :param external_id: id of the row on the machine, or where it stood ("line 7")
    :param field: name of the field in the machine's vocabulary
    :param value: what the machine sent
    :param reason: why it was refused, and what is expected
    """

    def __init__(self, external_id, field, value, reason):
        external_id, field, reason = map(storable, (external_id, field, reason))
        super().__init__(external_id[:80], field, value, reason)
        self.external_id = external_id[:80]
        self.field = field
        self.value = value
        self.reason = reason

    def __str__(self):
        return f"{self.external_id}: {self.field} = {self.value!r}: {self.reason}"


def is_a(name, kinds):
    """Tell whether an error is of some kind.

    :param name: of its class, with its module, as queue_job notes it
    :param kinds: class, or tuple of classes
    """
    module, _dot, class_name = name.rpartition(".")
    found = getattr(sys.modules.get(module), class_name, None)
    return isinstance(found, type) and issubclass(found, kinds)
