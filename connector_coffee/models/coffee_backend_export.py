# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, fields, models

from .. import const


class CoffeeBackend(models.Model):
    """What a machine is told, and how."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    removal_policy = fields.Selection(
        [("withdraw", "Make it unavailable"), ("delete", "Delete it")],
        string="When Removed in Odoo",
        default="withdraw",
        required=True,
        help="What happens on the machine to a drink or badge that is archived or "
        "deleted in Odoo.",
    )

    def _can_export(self, model_name):
        """Tell whether this machine takes the records of a flow."""
        work = self._components_on(model_name)
        return work.component(usage="backend.adapter")._can_export

    def _why_no_export(self, model_name):
        """Say why this machine does not take the records of a flow.

        :return: str, empty if it does
        """
        if self.version not in dict(self._select_versions()):
            return _("No installed addon knows machines of this version.")
        if not self._can_export(model_name):
            flow = self._flow_in_words(model_name)
            return _("This machine does not take %s from Odoo.", flow)
        return ""

    def _check_can_export(self, model_name):
        """Refuse what this machine does not take.

        :raise CoffeeConfigurationError: says what the machine cannot do
        """
        self._check_version()
        work = self._components_on(model_name)
        adapter = work.component(usage="backend.adapter")
        if not adapter._can_export:
            raise adapter._unable()

    def _enqueue_export(self, model_name, seconds=None):
        """Enqueue a job that exports what waits for it, unless one waits already.

        :param seconds: not earlier than in so many
        """
        flow = self._flow_in_words(model_name)
        self.env[model_name].with_delay(
            description=_("%(machine)s: export %(flow)s", machine=self.name, flow=flow),
            identity_key=f"coffee.export:{self.id}:{model_name}",
            eta=seconds,
        ).export_page(self)

    def _enqueue_delete(self, model_name, external_ids, seconds=None):
        """Enqueue jobs that take records off the machine, many in each.

        :param seconds: not earlier than in so many
        """
        flow = self._flow_in_words(model_name)
        for start in range(0, len(external_ids), const.EXPORT_SIZE):
            ids = external_ids[start : start + const.EXPORT_SIZE]
            self.env[model_name].with_delay(
                description=_(
                    "%(machine)s: remove %(flow)s (%(number)s)",
                    machine=self.name,
                    number=len(ids),
                    flow=flow,
                ),
                eta=seconds,
                # a machine may be off for days, and the badge of a leaver is good
                max_retries=0,
            ).export_delete(self, ids)

    def _enqueue_left_exports(self, model_name):
        """Enqueue the export of what still waits, after a job that had failed."""
        waiting = self.env[model_name].with_context(active_test=False)
        domain = [("backend_id", "=", self.id), ("to_export", "!=", False)]
        if waiting.search_count(domain, limit=1) and not self._why_no_contact():
            self._enqueue_export(model_name)

    def _ask_to_remove(self, model_name, external_ids, reason):
        """Leave to people what cannot be taken off a machine that is left alone.

        :param external_ids: ids on the machine, whose bindings are gone already
        :param reason: why it is left alone
        """
        self.add_checkpoint(
            message=_(
                "Deleted in Odoo, and not on the machine: %(flow)s %(ids)s. Delete "
                "them there. %(reason)s",
                flow=self._flow_in_words(model_name),
                ids=", ".join(external_ids),
                reason=reason,
            ),
            key=f"removed:{model_name}:{external_ids[0]}",
        )
