# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the ORM does not offer."""

import psycopg2

from odoo.tools import SQL


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
