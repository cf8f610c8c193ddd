# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import Component


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
        raise self._unable()

    def follow(self, external_id):
        """Read what became of a coffee that the machine took an order for.

        :param external_id: of the ``rows.Pour`` that ``pour`` returned
        :return: ``rows.Pour``
        """
        raise self._unable()
