# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import _

from odoo.addons.component.core import Component

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeError,
    CoffeeOutcomeUnknownError,
    CoffeeProtocolError,
    CoffeeRefusedError,
    CoffeeRetryableError,
)


class CoffeeOrderAdapter(Component):
    """Tell a machine to pour; a version whose machines cannot needs none of its own.

    Which error is raised decides about a coffee. ``CoffeeRefusedError`` means that
    the machine spoke of this very order and pours nothing. Any other error that is
    neither ``CoffeeOutcomeUnknownError`` nor ``CoffeeProtocolError`` means that this
    request poured nothing, and says nothing of one that was sent before.
    """

    _name = "coffee.order.adapter"
    _inherit = "coffee.adapter"
    _apply_on = ["coffee.order"]

    _patience = const.POUR_PATIENCE
    #: whether the machine can pour on an order
    _can_pour = False
    #: whether an order may be sent again under its key without a second coffee
    _can_repeat = False

    def pour(self, drink, additions, key):
        """Order one coffee.

        :param drink: id of the drink on the machine
        :param additions: list of str, such as ``milk-type=Skim``
        :param key: str that names this order for good
        :return: ``rows.Pour``
        :raise CoffeeRefusedError: the machine does not pour this, and says why
        :raise CoffeeRetryableError: it cannot answer now; nothing was poured
        :raise CoffeeConfigurationError: a person has to correct something
        :raise CoffeeOutcomeUnknownError: it may have poured, or may still
        """
        raise self._unsupported()

    def follow(self, external_id):
        """Read what became of a coffee that the machine took an order for.

        :param external_id: of the ``rows.Pour`` that ``pour`` returned
        :return: ``rows.Pour``
        """
        raise self._unsupported()


class CoffeePourer(Component):
    """Pour what an order says, and never twice.

    The order is committed as *sending* before the request leaves. From then on it
    takes a clear word of the machine to settle it: a brew that the machine has named
    is followed; without one, a machine that knows orders by their key is asked again
    while somebody waits for the coffee, any other leaves the order *unknown*.
    """

    _name = "coffee.pourer"
    _inherit = "coffee.base"
    _usage = "order.pourer"
    _apply_on = ["coffee.order"]

    def run(self, order):
        """Send an order, or find out about one that was sent before.

        :param order: ``coffee.order`` in a transaction of its own, locked
        :return: whether the machine answered; ``None`` if it was not asked
        """
        self.adapter = self.component(usage="backend.adapter")
        if order.state == "draft":
            order._mark_sending()
            return self._send_first(order)
        if order.state == "sending":
            return self._find_out(order)
        return None

    def _send_first(self, order):
        """Send an order that the machine cannot know yet."""
        try:
            return self._settle(order, self._pour(order))
        except CoffeeRefusedError as err:
            return self._refuse(order, err)
        except CoffeeOutcomeUnknownError as err:
            return self._on_unclear(order, err, const.POUR_REPEATS)
        except (CoffeeConfigurationError, CoffeeRetryableError) as err:
            self._refuse(order, err)
            return self._answered(err)
        except CoffeeError as err:
            return self._on_unclear(order, err, const.POUR_REPEATS)

    def _find_out(self, order):
        """Ask about an order that was sent before; send it again where that is safe."""
        if order.location != order.backend_id.location:
            return order._mark_unknown(
                _("The location of the machine was changed meanwhile.")
            )
        if order.coffee_id:
            return self._follow(order)
        if not self.adapter._can_repeat:
            return order._mark_unknown(_("The worker that sent it was cut off."))
        if not order._is_waited_for():
            return order._mark_unknown(_("Nobody waits for it any more."))
        return self._send_again(order)

    def _follow(self, order):
        """Ask about the brew that the machine has named; that pours nothing."""
        try:
            return self._settle(order, self.adapter.follow(order.coffee_id))
        except CoffeeError as err:
            if order._is_old():
                order._mark_unknown(self._reason(err))
            else:
                self._wait_for_word(order, err)
            return self._answered(err)

    def _send_again(self, order, repeats=0):
        """Send an order that may have reached the machine before.

        An error now says nothing of the first time, except a word of this order.
        """
        try:
            return self._settle(order, self._pour(order))
        except CoffeeRefusedError as err:
            return self._refuse(order, err)
        except CoffeeError as err:
            return self._on_unclear(order, err, repeats)

    def _pour(self, order):
        """Send an order.

        :return: ``rows.Pour``
        :raise CoffeeProtocolError: the machine names the brew as nobody could
        """
        pour = self.adapter.pour(
            order.drink_id.coffee_id, order._additions(), order.idempotency_key
        )
        if "\0" in pour.external_id or len(pour.external_id) > const.MAX_ID:
            raise CoffeeProtocolError(
                _("The machine names the brew with something that is no ID.")
            )
        return pour

    def _settle(self, order, pour):
        """Write down what the machine says."""
        named = order.coffee_id or pour.external_id
        if pour.result == "poured":
            order._done(named)
        elif pour.result == "failed":
            order._end("refused", _("The machine began, but no coffee came of it."))
        elif order._is_old():
            order._mark_unknown(_("The machine has been pouring it for too long."))
        elif not named and not self.adapter._can_repeat:
            order._mark_unknown(
                _("The machine is pouring it, and does not name the brew.")
            )
        else:
            order._follow_up(_("The machine is pouring it."), named)
        return True

    def _refuse(self, order, err):
        order._refuse(self._reason(err))
        return True

    def _on_unclear(self, order, err, repeats):
        """Ask again where that cannot pour a second coffee; or else give up."""
        if not self.adapter._can_repeat or not order._is_waited_for():
            order._mark_unknown(self._reason(err))
        elif repeats:
            return self._send_again(order, repeats - 1)
        else:
            self._wait_for_word(order, err)
        return self._answered(err)

    def _wait_for_word(self, order, err):
        """Leave an order on its way."""
        order._follow_up(
            _(
                "It is not clear yet whether the machine pours it. %s",
                self._reason(err),
            )
        )

    def _reason(self, err):
        """Return what an error says, without secrets."""
        return self.adapter.without_secrets(str(err))

    def _answered(self, err):
        """Return what an error says of the machine; as ``run`` returns it."""
        if getattr(err, "ignore_retry", False):
            return None  # another worker of ours has the machine
        return isinstance(err, CoffeeConfigurationError)
