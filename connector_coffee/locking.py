# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Locks and transactions that the ORM does not offer, the weakest first.

``try_lock_to_write`` for a change of a record that others may refer to meanwhile,
``try_lock`` for a record that one job at a time works on, ``touch`` for what a
transaction that began before must not act on, ``own_transaction`` for what has to
stay whatever becomes of the transaction at hand, its ``lock`` for what one worker at a
time may do across several transactions.
"""

from contextlib import contextmanager

import psycopg2

from odoo import _
from odoo.tools import SQL

from . import const
from .exceptions import CoffeeRetryableError


def try_lock(record):
    """Lock a record until the end of the transaction, without waiting.

    :param record: one record; it need not exist any more
    :return: whether it is there and ours; ``False`` also when another transaction has
        it, or has changed it since ours began
    """
    return _try_lock(record, "UPDATE")


def _try_lock(record, kind):
    try:
        with record.env.cr.savepoint(flush=False):
            record.env.cr.execute(
                f"SELECT id FROM {record._table} WHERE id = %s FOR {kind} NOWAIT",
                [record.id],
                log_exceptions=False,
            )
            return bool(record.env.cr.fetchone())
    except (
        psycopg2.errors.LockNotAvailable,
        psycopg2.errors.SerializationFailure,
    ):
        return False


def try_lock_to_write(record):
    """Lock a record for a change of what no other record refers to, without waiting.

    Unlike ``try_lock`` it stands in the way of nobody who adds records that belong to
    this one.

    :param record: one record; it need not exist any more
    :return: as ``try_lock``
    """
    return _try_lock(record, "NO KEY UPDATE")


def touch(records):
    """Write records as they are, which the ORM would leave out.

    A transaction that began before this one ends cannot lock or write them any more:
    it would act on what was before.
    """
    if records:
        records.flush_recordset()
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET id = id WHERE id IN %s",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )


@contextmanager
def own_transaction(env, lock=None, wait=True):
    """Give the environment a transaction of its own, committed at the end.

    It does not see what the transaction at hand has written, and that one does not
    see what this one writes, unless it began later.

    :param lock: name of what only one worker may do at a time
    :param wait: whether to wait for a worker that has the lock
    :raise CoffeeRetryableError: another worker has the lock, and we do not wait
    """
    with env.registry.cursor() as cr:
        if not lock:
            yield env(cr=cr)
            return
        with _locked(env, cr, lock, wait):
            yield env(cr=cr)


@contextmanager
def _locked(env, cr, lock, wait):
    """Hold a lock of the session: it outlives commits, and dies with its worker."""
    if wait:
        cr.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [lock])
    else:
        cr.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [lock])
    # who waits gets an empty value, who does not wait whether he has the lock
    if cr.fetchone()[0] is False:
        raise CoffeeRetryableError(
            _("Another worker is at this already."),
            seconds=const.LOCK_DELAY,
            ignore_retry=True,
        )
    # the next statement sees what the one before us has committed
    cr.rollback()
    try:
        yield
        cr.commit()  # pylint: disable=invalid-commit
    finally:
        cr.rollback()
        cr.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [lock])
