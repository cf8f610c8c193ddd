# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models

from ..own_transaction import own_transaction


class CoffeeOrder(models.Model):
    """Tell people of an order."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    def _tell_managers(self):
        """Tell the connector managers that Odoo is busy, and what was poured.

        As a notification of the order, which goes to the inbox or by e-mail as each
        one prefers, and live to those who are there. In a transaction of its own, for
        the one at hand cannot see the order.
        """
        with own_transaction(self.env) as env:
            order = self.with_env(env).sudo()
            partners = order.backend_id._managers().partner_id
            title, body = _("Odoo is busy"), order._busy_text()
            order.message_notify(
                partner_ids=partners.ids, subject=title, body=body, model=self._name
            )
            for partner in partners:
                env["bus.bus"]._sendone(
                    partner,
                    "simple_notification",
                    {"type": "warning", "title": title, "message": body},
                )

    def _busy_text(self):
        """Say how busy Odoo is, and what came of the coffee."""
        return _(
            "The oldest due job has waited %(waited)s minutes, the longest one runs "
            "for %(ran)s minutes (%(job)s). %(drink)s on %(machine)s: %(message)s",
            waited=self.waited // 60,
            ran=self.ran // 60,
            job=self.busy_with or "-",
            drink=self.drink_id.display_name,
            machine=self.backend_id.name,
            message=self.message or "-",
        )
