# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _, models
from odoo.exceptions import UserError


class CoffeeOrder(models.Model):
    """What a person has found out about an order of unknown outcome."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.order"

    def action_settle_poured(self):
        """Write down that somebody has seen the coffee.

        :raise AccessError: the person may not change orders
        :raise UserError: the outcome is known already
        """
        return self._settle_by_hand("poured", _("%s says that it was poured."))

    def action_settle_not_poured(self):
        """Write down that there was no coffee.

        :raise AccessError: the person may not change orders
        :raise UserError: the outcome is known already
        """
        return self._settle_by_hand("refused", _("%s says that it was not poured."))

    def _settle_by_hand(self, state, text):
        """End an order on the word of a person, and what it asked people to look at.

        :param text: what happened, with a place for the name of the person
        :return: True
        """
        self.ensure_one()
        self.check_access_rights("write")
        self.check_access_rule("write")
        if self.state != "unknown":
            raise UserError(_("What became of this order is known already."))
        message = text % self.env.user.name
        self.sudo()._end(state, message)
        self.message_post(body=message)
        waiting = self.env["coffee.checkpoint"]._waiting(
            self.backend_id, self._checkpoint_key()
        )
        return waiting.action_review()
