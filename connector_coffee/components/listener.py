# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent


class CoffeeListener(AbstractComponent):
    """Enqueue exports of what people change in Odoo.

    The framework does not filter listeners by version: they serve all machines, and
    ask each machine through ``work_on`` what it can take.
    """

    _name = "coffee.listener"
    _inherit = ["base.connector.listener", "coffee.base"]

    def enqueue_exports(self, bindings, fields_changed=None):
        """Enqueue an export of bindings whose machine cares for these fields.

        :param fields_changed: names of fields, ``None`` for all
        """
        for binding in bindings:
            if self.no_connector_export(binding):
                continue
            with binding.backend_id.sudo().work_on(binding._name) as work:
                if not work.component(usage="backend.adapter")._can_export:
                    continue
                mapper = work.component(usage="export.mapper")
                known = mapper.changed_by_fields()
            if fields_changed is None or known.intersection(fields_changed):
                binding._enqueue_export()
