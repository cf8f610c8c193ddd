# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def uninstall_hook(env):
    """Take our indexes off the table of another addon, which stays."""
    env.cr.execute(
        "DROP INDEX IF EXISTS queue_job_coffee_due_index,"
        " queue_job_coffee_started_index"
    )
