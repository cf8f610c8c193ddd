# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Transactions for what has to stay, whatever becomes of the one at hand."""

from contextlib import contextmanager

from odoo import _

from . import const
from .exceptions import CoffeeRetryableError


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
