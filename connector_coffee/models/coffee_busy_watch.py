# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..exceptions import CoffeeError, CoffeeRetryableError

PREFIX = "connector_coffee.busy_"
ORIGIN = "busy_watch"


class CoffeeBusyChoice(models.Model):
    """A machine that the busy watch may use, and what it pours there."""

    _name = "coffee.busy.choice"
    _description = "Choice of the Busy Watch"
    _order = "sequence, id"
    _rec_name = "drink_id"

    sequence = fields.Integer(default=10)
    backend_id = fields.Many2one(
        "coffee.backend", string="Machine", required=True, ondelete="cascade"
    )
    drink_id = fields.Many2one(
        "coffee.product.product",
        required=True,
        ondelete="cascade",
        domain="[('backend_id', '=', backend_id)]",
    )

    def write(self, vals):
        """Also check the rules on what was written: it may belong to others.

        :raise AccessError: it would put the records where the person may not
        """
        result = super().write(vals)
        self.check_access_rule("write")
        return result

    @api.constrains("backend_id", "drink_id")
    def _check_drink(self):
        """Refuse the drink of another machine.

        :raise ValidationError: says which
        """
        for choice in self:
            if choice.drink_id.backend_id != choice.backend_id:
                raise ValidationError(
                    _(
                        "%(drink)s is not a drink of %(machine)s. Choose one that is.",
                        drink=choice.drink_id.display_name,
                        machine=choice.backend_id.name,
                    )
                )


class CoffeeBusyWatch(models.AbstractModel):
    """Pour a coffee when Odoo is busy for too long.

    A cron of its own: it must not sit in the queue that it watches.
    """

    _name = "coffee.busy.watch"
    _description = "Coffee Busy Watch"

    @api.model
    def _cron_watch(self):
        """Look whether Odoo is busy; pour, if so, where and as often as allowed.

        :return: ``coffee.order``, what was ordered, the last try at the end
        """
        figures = self._measure()
        if not figures or not self._may_pour():
            return self.env["coffee.order"]
        orders = self._pour_somewhere(figures)
        if orders:
            orders[-1:]._notify_managers()
        return orders

    @api.model
    def _setting(self, name):
        """Return a number out of Settings, 0 if it is not set."""
        parameters = self.env["ir.config_parameter"].sudo()
        return float(parameters.get_param(PREFIX + name) or 0)

    @api.model
    def _measure(self):
        """Measure how busy Odoo is.

        :return: dict of values of an order; empty if Odoo is not busy, or no
            threshold is set
        """
        jobs = self.env["queue.job"].sudo()
        waited, waiting = jobs._oldest_due()
        ran, running = jobs._longest_started()
        threshold = 60 * self._setting("threshold")
        if not threshold or max(waited, ran) < threshold:
            return {}
        name = waiting if waited >= ran else running
        return {"waited": waited, "ran": ran, "busy_with": name}

    @api.model
    def _may_pour(self):
        """Tell whether the cool-down is over and today's coffees are not used up."""
        orders = self.env["coffee.order"].sudo()
        since = fields.Datetime.now() - timedelta(minutes=self._setting("cooldown"))
        mine = [("origin", "=", ORIGIN)]
        if orders.search_count([*mine, ("create_date", ">", since)], limit=1):
            return False
        return orders._count_today(mine) < self._setting("daily_cap")

    @api.model
    def _pour_somewhere(self, figures):
        """Order at one machine after the other until one does not say no.

        An unclear outcome ends it too: that coffee may well be poured.

        :param figures: as ``_measure`` returns them
        :return: ``coffee.order``, one for each machine that was tried
        """
        orders = self.env["coffee.order"]
        choices = self.env["coffee.busy.choice"].sudo()
        for choice in choices.search([("backend_id.active", "=", True)]):
            if choice.backend_id._why_no_contact():
                continue
            order = orders._draft(
                {
                    "drink_id": choice.drink_id.id,
                    "origin": ORIGIN,
                    "previous_id": orders[-1:].id,
                    **figures,
                }
            )
            orders += order
            try:
                state, _message = order._pour()
            except CoffeeRetryableError:
                break  # another worker has taken it up
            except CoffeeError as err:
                # nothing was sent to a machine that cannot be worked on
                order._cancel(str(err))
                continue
            if state != "refused":
                break
        return orders
