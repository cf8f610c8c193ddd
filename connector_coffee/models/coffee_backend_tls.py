# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import ssl

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class CoffeeBackend(models.Model):
    """Whom to believe that a machine is the one that it says it is."""

    # one idea a file: pylint: disable=consider-merging-classes-inherited
    _inherit = "coffee.backend"

    ca_file = fields.Binary(
        string="CA File",
        attachment=False,
        groups="connector.group_connector_manager",
        help="Certificates (PEM) of the authorities that sign the certificate of the "
        "machine. Empty: those that are publicly trusted.",
    )

    def _ca_certificates(self):
        """Return the text of the CA file, "" where there is none.

        :raise UnicodeDecodeError: it is no text
        """
        self.ensure_one()
        content = self.sudo().with_context(bin_size=False).ca_file
        return base64.b64decode(content).decode("ascii") if content else ""

    @api.constrains("ca_file")
    def _check_ca_file(self):
        """Refuse a file that holds no certificate."""
        for backend in self:
            try:
                certificates = backend._ca_certificates()
                if certificates:
                    ssl.create_default_context(cadata=certificates)
            except (ssl.SSLError, ValueError) as err:
                raise ValidationError(
                    _(
                        "CA File: this is not a file of certificates in PEM form, "
                        "which starts with -----BEGIN CERTIFICATE-----."
                    )
                ) from err
