# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from contextlib import contextmanager

import psycopg2

from odoo import _, api, fields, models
from odoo.tools import str2bool

from ..exceptions import CoffeeError, CoffeeNoContactError

_logger = logging.getLogger(__name__)


class CoffeeBackend(models.Model):
    """Whether a machine may be contacted, and what it gets wrong for itself alone.

    One gate, asked by ``work_on``, the client, the jobs and the buttons: nothing
    reaches a machine that is archived, or from a copy of the database.
    """

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    confirmed_in = fields.Char(
        string="Database",
        readonly=True,
        copy=False,
        help="Name and UUID of the database that the machine was connected to.",
    )
    is_copy = fields.Boolean(
        compute="_compute_contact_note",
        compute_sudo=True,
        help="This database is a copy of the one that the machine was connected to.",
    )
    contact_note = fields.Char(
        string="Contact",
        compute="_compute_contact_note",
        compute_sudo=True,
        help="Why Odoo does not contact this machine; empty if it does.",
    )

    @api.depends("active", "confirmed_in")
    def _compute_contact_note(self):
        for backend in self:
            backend.is_copy = backend._is_in_copy() and not backend._is_neutralized()
            backend.contact_note = backend._why_no_contact()

    @api.model
    def _database_identity(self):
        """Return what tells this database from its copies: its name and its UUID."""
        parameters = self.env["ir.config_parameter"].sudo()
        return f"{self.env.cr.dbname} {parameters.get_param('database.uuid') or ''}"

    def _is_in_copy(self):
        """Tell whether the machine was connected to another database than this one."""
        noted = self.sudo().confirmed_in
        return bool(noted) and noted != self._database_identity()

    @api.model
    def _is_neutralized(self):
        """Tell whether Odoo has neutralised this database."""
        parameters = self.env["ir.config_parameter"].sudo()
        return str2bool(parameters.get_param("database.is_neutralized") or "", False)

    def _why_no_contact(self):
        """Say why this machine must not be contacted.

        :return: str, empty if it may be
        """
        backend = self.sudo()
        if not backend.active:
            return _(
                "%s is archived, so Odoo leaves it alone. Unarchive it first.",
                backend.name,
            )
        if backend._is_neutralized():
            return backend._neutralized_note()
        if backend._is_in_copy():
            return _(
                "%(machine)s was connected to the database %(database)s, and this one "
                "is a copy of it or was renamed: nothing is sent to the machine. If "
                "it is right that this database contacts it, press This Database May "
                "Contact It on the machine.",
                machine=backend.name,
                database=backend.confirmed_in.partition(" ")[0],
            )
        return ""

    @api.model
    def _neutralized_note(self):
        return _(
            "This database was neutralised, so Odoo contacts no machine from here. "
            "Work with machines in the original database."
        )

    def _check_contact(self):
        """Refuse to contact a machine that must be left alone; the gate.

        :raise CoffeeNoContactError: says why, and what to do
        """
        if reason := self._why_no_contact():
            raise CoffeeNoContactError(reason)

    @api.model
    def _check_database(self):
        """Refuse to contact any machine from a neutralised database.

        The client asks it before each request, whatever it was made for.

        :raise CoffeeNoContactError: says so
        """
        if self._is_neutralized():
            raise CoffeeNoContactError(self._neutralized_note())

    def _confirm(self):
        """Also note which database the machine is connected to."""
        if not self.confirmed_at:
            self.confirmed_in = self._database_identity()
        return super()._confirm()

    def action_allow_contact(self):
        """Let this database contact the machines that were connected to another one.

        :raise AccessError: the person may not change machines
        """
        self._check_may_change()
        for backend in self.filtered("is_copy"):
            backend.confirmed_in = self._database_identity()
            backend.message_post(
                body=_("%s has let this database contact it.", self.env.user.name)
            )
            backend._close_checkpoints("copy:%")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _leave_alone(self, model_name):
        """End the job of a machine that must not be contacted.

        :param model_name: of the flow; its run ends as well
        :return: str, why; empty if the machine may be contacted
        """
        reason = self._why_no_contact()
        if reason:
            self._cursor_of(model_name).sync_id._cancel(reason)
        return reason

    @contextmanager
    def _without_stopping_others(self):
        """Keep what goes wrong with this machine from stopping those after it.

        For loops over many machines where nobody may wait for one. What the block
        has written is undone, and one checkpoint asks people to look.
        """
        try:
            with self.env.cr.savepoint():
                yield
        except CoffeeNoContactError as err:
            self._ask_about_copy(str(err))
        except CoffeeError as err:
            self._ask_about_failure(str(err))
        except psycopg2.OperationalError:
            # two at once: whoever runs this repeats it as a whole
            raise
        except Exception:
            _logger.exception("%s: not exchanged", self.display_name)
            self._ask_about_failure(
                _(
                    "Something went wrong with %s that the connector does not know. "
                    "The others go on. Show the log of the server to whoever looks "
                    "after this Odoo.",
                    self.name,
                )
            )

    def _ask_about_copy(self, reason):
        """Ask once whether this database may contact a machine."""
        key = f"copy:{self.id}"
        if self._is_in_copy() and not self._waits(key):
            self.add_checkpoint(message=reason, key=key)

    def _ask_about_failure(self, reason):
        """Ask once to look at a machine that others had to be protected from."""
        key = f"broken:{self.id}"
        if not self._waits(key):
            self.add_checkpoint(message=reason, key=key)

    def _waits(self, key):
        """Tell whether a checkpoint waits under a key."""
        return bool(self.env["coffee.checkpoint"]._waiting(self, key))

    def _close_checkpoints(self, key_pattern):
        """Close the checkpoints of this machine that are over."""
        self.env["coffee.checkpoint"].sudo()._waiting(self, key_pattern)._close()
