# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from urllib.parse import quote, quote_plus

from odoo import _

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.database import pg_try_advisory_lock

from .. import const
from ..exceptions import CoffeeConfigurationError, CoffeeRetryableError
from ..tools import within_sentence

TURN_EVERY = 0.1  # seconds between two looks whether another job is done


class CoffeeAdapter(AbstractComponent):
    """Talk to a machine: the only code that knows its wire format.

    An adapter returns the typed rows of ``rows.py``. One for the model
    ``coffee.backend`` reads the machine itself; one for a binding model reads, and
    where ``_can_export`` says so writes, the records of that flow. What an adapter
    does not override raises an error that says what the machine cannot do.
    """

    _name = "coffee.adapter"
    _inherit = ["base.backend.adapter", "coffee.base"]
    _usage = "backend.adapter"

    #: what the model of a machine of this version contains, empty: anything
    _model_name = ""
    #: whether the machine tells local time, so that the field Time Zone matters
    _has_local_time = False
    _can_import = False
    _can_export = False
    #: types of a push of the machine that wake the import of this flow
    _pushes = ()
    #: sales are differences to what was read last, so starting over would lose some
    _position_counts = False
    #: whether the machine serves one client at a time
    _exclusive = False
    #: seconds to wait until a machine like that has served another job of ours
    _patience = 0

    @property
    def client(self):
        """The client of the conversation, when it is our turn to talk.

        :raise CoffeeRetryableError: another job talks to the machine; costs no try
        """
        if self._exclusive:
            self._take_turn()
        return self.work.client

    def _take_turn(self):
        """Wait for other jobs of ours; the turn lasts until the transaction ends.

        :raise CoffeeRetryableError: another one talks to the machine for longer
        """
        until = time.monotonic() + self._patience
        key = f"coffee.machine:{self.backend_record.id}"
        while not pg_try_advisory_lock(self.env, key):
            if time.monotonic() >= until:
                raise CoffeeRetryableError(
                    _(
                        "%s is busy with another job of Odoo. Try again in a minute.",
                        self.backend_record.name,
                    ),
                    seconds=const.LOCK_DELAY,
                    ignore_retry=True,
                )
            time.sleep(TURN_EVERY)

    def read_machine(self):
        """Read what the machine says of itself.

        :return: ``rows.Machine``
        """
        raise self._unsupported()

    def read_page(self, position, limit):
        """Read the rows after a position.

        :param position: where the last page ended, ``None`` for the beginning
        :param limit: number of rows at the most
        :return: ``rows.Page``
        """
        raise self._unsupported()

    def read_many(self, external_ids):
        """Read single rows, for the references of another flow.

        :param external_ids: set of ids on the machine
        :return: list of rows; an id that the machine does not know is left out
        """
        return []

    def read_ids(self):
        """Read anew which records there are, where ``rows.Page`` tells how many.

        :return: set of ids on the machine
        """
        raise self._unsupported()

    def create(self, values):  # pylint: disable=method-required-super
        """Create a record on the machine.

        :param values: dict, as the export mapper made it
        :return: row as the machine has it now
        """
        raise self._unsupported()

    def write(self, external_id, values, etag=None):  # pylint: disable=method-required-super
        """Change a record on the machine.

        :param values: dict of what changes, as the export mapper made it
        :param etag: state that is to be changed; ``None`` for whatever it is
        :return: row as the machine has it now
        :raise CoffeeConflictError: it is in another state
        :raise IDMissingInBackend: it is not there any more
        """
        raise self._unsupported()

    def delete(self, external_id):
        """Delete a record on the machine.

        :raise IDMissingInBackend: it is not there any more
        """
        raise self._unsupported()

    def _unsupported(self):
        """Return the error for what a machine cannot do."""
        flows = self.env["coffee.flow"]._labels()
        label = flows.get(self.work.model_name, self.model._description)
        return CoffeeConfigurationError(
            _(
                "%(machine)s cannot do this: Odoo and machines of version %(version)s "
                "do not exchange %(flow)s this way.",
                machine=self.backend_record.name,
                version=self.backend_record.version,
                flow=within_sentence(self.env, label),
            )
        )

    def company_currency(self):
        """Return the ISO 4217 code to assume where a machine names no currency."""
        return self.backend_record.company_id.currency_id.name

    def excerpt(self, content):
        """Return the beginning of what a machine sent, for an error.

        :param content: bytes
        """
        # half a secret at the end would not be recognised: it is cut afterwards
        text = bytes(content).decode(errors="replace")
        return self.without_secrets(text)[: const.EXCERPT]

    def without_secrets(self, text):
        """Return a text with what nobody may read taken out of it.

        And without NUL, which the database takes in no message of a job or checkpoint.
        """
        text = text.replace("\0", "?")
        for secret in filter(None, self._secrets()):
            for form in (secret, quote(secret), quote_plus(secret)):
                text = text.replace(form, "***")
        return text

    def _secrets(self):
        """Return what must not show up in an error; an adapter adds its own."""
        return {self.backend_record._credentials()[1]}


class CoffeeNoAdapter(Component):
    """Stand in where a version has no adapter for a model: it can do nothing."""

    _name = "coffee.no.adapter"
    _inherit = "coffee.adapter"
