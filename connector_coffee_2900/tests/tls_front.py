# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A front that speaks TLS for a machine that does not."""

import shutil
import socket
import socketserver
import ssl
import threading


class TLSFront(socketserver.ThreadingTCPServer):
    """Pass bytes between TLS clients and a port; use it in a ``with`` block.

    :param port: of the machine, on this host
    :param certificate: ``trustme.LeafCert``
    """

    daemon_threads = True

    def __init__(self, port, certificate):
        self.target = ("127.0.0.1", port)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        super().__init__(("127.0.0.1", 0), Pump)

    @property
    def location(self):
        """Return the address for a backend."""
        return f"https://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self.shutdown()
        self.server_close()


class Pump(socketserver.BaseRequestHandler):
    """Serve one client: there and back until one side has enough."""

    def handle(self):
        try:
            client = self.server.context.wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return  # the client does not trust us
        with client, socket.create_connection(self.server.target) as machine:
            back = threading.Thread(target=pump, args=(machine, client), daemon=True)
            back.start()
            pump(client, machine)
            back.join(timeout=5)


def pump(source, target):
    """Copy until the source ends, then tell the target."""
    try:
        with source.makefile("rb", 0) as reader, target.makefile("wb", 0) as writer:
            shutil.copyfileobj(reader, writer)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side has gone; so does the other
