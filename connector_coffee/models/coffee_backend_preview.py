# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models
from odoo.exceptions import UserError


class CoffeeBackend(models.Model):
    """The look ahead: what an import would do."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    def action_preview(self):
        """Open the preview of an import, of the first flow to begin with.

        :raise UserError: the machine gives nothing, or cannot be read
        """
        self.ensure_one()
        with self._errors_for_people(asks=True):
            self._check_workable()
            flows = self._importable_flows()
        if not flows:
            raise UserError(_("%s gives nothing to Odoo.", self.name))
        preview = self.env["coffee.preview"].create(
            {
                "backend_id": self.id,
                "flow_ids": [(0, 0, {"flow": flow}) for flow in flows],
            }
        )
        preview.flow_id = preview.flow_ids[:1]
        return preview.action_preview()

    def _importable_flows(self):
        """Return the models of the flows that this machine gives."""
        return [flow for flow, _label in self._select_flows() if self._can_import(flow)]

    def _preview_import(self, model_name):
        """Decide what the next page of a flow would do; write nothing.

        :return: ``rows.Page``, its ``Plan``, and what else there is to say of it
        :raise CoffeeError: as the adapter's ``read_page`` says
        """
        # as the job does it
        backend = self.sudo().with_company(self.company_id)
        cursor = backend.cursor_ids.filtered(lambda cursor: cursor.flow == model_name)
        with backend.work_on(model_name) as work:
            importer = work.component(usage="batch.importer")
            page, plan = importer.preview(cursor.position)
            return page, plan, importer.remarks(page)
