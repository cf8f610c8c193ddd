# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.connector_coffee_1900.htcpcp import Pot
from odoo.addons.connector_coffee_1900.htcpcp.pot import COFFEE


class WholePot(Pot):
    """A pot with all that HTCPCP knows; the connector itself only brews.

    :param adapter: component of a Coffee 1900
    """

    def __init__(self, adapter):
        pot = adapter.pot()
        super().__init__(pot.send, pot.url, pot.without_secrets)

    def post(self):
        """Start a coffee by POST, which means the same as BREW."""
        return self._order("POST", self.url, "start", COFFEE)

    def stop(self):
        """Stop brewing: a short one."""
        return self._order("BREW", self.url, "stop", COFFEE)

    def when(self):
        """Say when: stop pouring milk."""
        return self._order("WHEN", self.url, "stop", COFFEE)

    def state(self, method="GET"):
        """Read the state, or by PROPFIND what is being brewed.

        :return: dict of the lines ``name: value``
        """
        response = self.send(method, self.url, allow_redirects=False)
        lines = (line.partition(":") for line in response.text.splitlines())
        return {name.strip(): value.strip() for name, colon, value in lines if colon}
