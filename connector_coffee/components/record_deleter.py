# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import IDMissingInBackend

from .. import const
from ..exceptions import CoffeeRetryableError


class CoffeeRecordDeleter(Component):
    """Take records off a machine: *When Removed in Odoo* says how.

    Doing it twice does no harm, so a job that fails midway starts over.
    """

    _name = "coffee.record.deleter"
    _inherit = ["base.deleter", "coffee.base"]
    _usage = "record.deleter"

    def run(self, external_ids):
        """Delete or withdraw records that are gone in Odoo.

        :param external_ids: list of ids; those bound again meanwhile are left alone
        :return: str, what was done
        """
        bound_again = self.binder.to_internal_many(external_ids)
        remove = self.delete
        if self.backend_record.removal_policy == "withdraw":
            remove = self.withdraw
        for done, external_id in enumerate(external_ids):
            if external_id in bound_again:
                continue
            try:
                is_there = remove(external_id)
            except CoffeeRetryableError as err:
                if not done:
                    raise
                self.backend_record._enqueue_delete(
                    self.model._name,
                    external_ids[done:],
                    err.seconds or const.EXPORT_DELAY,
                )
                return _(
                    "%(done)s removed, the rest follows: %(reason)s",
                    done=done,
                    reason=err,
                )
            if remove == self.delete or not is_there:
                self._forget(external_id)
        return _("%s removed on the machine.", len(external_ids))

    def _forget(self, external_id):
        """Let an import take in what the machine may call like this some day."""
        removals = self.env["coffee.removal"]
        removals._of(self.backend_record, self.model._name, [external_id]).unlink()

    def delete(self, external_id):
        """Delete one record.

        :return: False, the machine did not have it any more
        """
        try:
            self.backend_adapter.delete(external_id)
        except IDMissingInBackend:
            return False
        return True

    def withdraw(self, external_id):
        """Keep one record on the machine, where nobody can use it any more.

        :return: False, the machine did not have it any more
        """
        values = self.component(usage="export.mapper").withdrawn()
        try:
            self.backend_adapter.write(external_id, values)
        except IDMissingInBackend:
            return False
        return True
