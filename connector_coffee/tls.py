# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Trust in machines whose certificate no public authority has signed."""

import ssl

from urllib3.util.ssl_ import create_urllib3_context

from .bounds import BoundedAdapter


class PrivateAuthorities(BoundedAdapter):
    """Connect to servers whose certificate one of the given authorities has signed.

    Host names are checked, and the public authorities are not trusted any more: who
    runs one of his own does not want another one to vouch for his machines.

    :param certificates: PEM text
    :param bounds: ``Bounds``
    """

    def __init__(self, certificates, bounds):
        # urllib3's own kind of context: its older versions check host names themselves
        self.context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
        self.context.load_verify_locations(cadata=certificates)
        super().__init__(bounds)

    def init_poolmanager(self, *args, **kwargs):
        kwargs["ssl_context"] = self.context
        return super().init_poolmanager(*args, **kwargs)

    def cert_verify(self, conn, url, verify, cert):
        """Keep ``requests`` from adding the public authorities to the context."""
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = conn.ca_cert_dir = None
